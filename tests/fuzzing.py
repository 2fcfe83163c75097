"""Runs a fuzz target, with coverage as a guide. `make fuzz` tries a hundred thousand inputs.

    python -m tests.fuzzing feed|page [options of libFuzzer's, such as -max_total_time=60] [folders of seeds]
    python -m tests.fuzzing patterns COUNT

The first needs atheris. What it finds becomes a case in fixtures/ or tests/.
"""

import sys


def main() -> None:
    """Run atheris on what the first argument names, or the search for slow patterns."""
    if sys.argv[1] == "patterns":
        from tests.fuzz_patterns import patterns

        sys.exit("\n".join(patterns(int(sys.argv[2]))))
    import atheris

    with atheris.instrument_imports(include=["syndicate", "feedparser"]):  # else nothing would guide it
        from tests.fuzz_targets import feed, page, quickly

    target = {"feed": feed, "page": page}[sys.argv.pop(1)]
    atheris.Setup(sys.argv, quickly(target))
    atheris.Fuzz()


if __name__ == "__main__":
    main()
