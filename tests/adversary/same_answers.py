"""Whether every engine gives the same answer: `python -m tests.adversary.same_answers [--pairs 100000] [--postgresql]`.

Random labels and readers, of the library's policies and of three made to be awkward, at five moments: the rule with
its reasons, the rule in bulk and Cedar must agree on every pair, and the filter in the database with them. Ends with
status 1 at the first pair on which one differs, and prints it.
"""

import argparse
import time

from tests.benchmarks.durable import database, on_a_durable_database

LABELS = 250  # with each round of readers


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pairs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=6)
    on_a_durable_database("tests.adversary.same_answers", parser, compare)


def compare(asked: argparse.Namespace) -> int:
    from comity.foundation.labels import queries
    from comity.foundation.labels.tests.builders import lay_tables
    from comity.foundation.labels.tests.drawn import MOMENTS
    from comity.foundation.labels.tests.test_same_answers import HOUSES, compared, filtered

    lay_tables()
    begun, shown = time.monotonic(), 0
    for number, (name, house) in enumerate(HOUSES.items()):
        policies, pairs, admitted, seen = house(), 0, 0, 0
        readers = -(-asked.pairs // len(HOUSES) // len(MOMENTS) // LABELS)
        queries.policies = lambda kept=policies: kept
        try:
            for turn, at in enumerate(MOMENTS):
                seed = asked.seed * 1000 + number * 100 + turn
                for_rule = compared(policies, LABELS, readers, seed, at)
                for_filter = filtered(policies, LABELS, readers, seed)
                pairs, admitted, seen = pairs + for_rule[0], admitted + for_rule[1], seen + for_filter[1]
        except AssertionError as differs:
            print(f"{name}: an answer differs: {differs}")
            return 1
        print(
            f"{name}: {pairs:,} pairs, rule, bulk and Cedar agree, {admitted:,} admitted; "
            f"{pairs:,} pairs in {database().split(',')[0]}, {seen:,} admitted"
        )
        shown += pairs
    print(f"{shown:,} pairs, no answer differs; {time.monotonic() - begun:.0f} s")
    return 0


if __name__ == "__main__":
    main()
