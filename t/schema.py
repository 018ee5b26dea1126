#!/usr/bin/python3
"""Holds mxwhy's JSON against doc/mxwhy.schema.json.

usage: schema.py FILE ...     one object a line, ASCII only
"""
import json
import os
import sys

from jsonschema.validators import validator_for


def complaints(validator, line):
    if not line.isascii():
        yield "not ASCII"
    try:
        report = json.loads(line)
    except ValueError as e:
        yield "no JSON: %s" % e
        return
    for error in validator.iter_errors(report):
        best = min(error.context, key=lambda e: -len(e.path), default=error)
        path = "/".join(str(part) for part in best.absolute_path)
        yield "%s: %s" % (path, best.message[:200])


def main():
    here = os.path.dirname(os.path.abspath(__file__))
    with open(os.path.join(here, "../doc/mxwhy.schema.json")) as f:
        schema = json.load(f)
    validator_for(schema).check_schema(schema)
    validator, wrong = validator_for(schema)(schema), 0
    for path in sys.argv[1:]:
        with open(path, "rb") as f:
            for number, line in enumerate(f, 1):
                for said in complaints(validator, line):
                    print("%s:%d: %s" % (path, number, said))
                    wrong += 1
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
