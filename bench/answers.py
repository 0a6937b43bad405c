"""How answers change whom an alert reaches: share of relevant ones among the best matches, before and after.

python bench/answers.py [--seeds 5]

300 made-up factories, 40 made-up demands; in truth a match is relevant where a process is shared. 200 matches
drawn from all are answered by that truth, then the weights learn (alerts/learning.py).
"""

import argparse
import random
import sys
from dataclasses import replace
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
sys.path.insert(0, str(ROOT / "tests" / "alerts"))

from test_alerts import crowd  # noqa: E402

from alerts.learning import USUAL_WEIGHTS, learn  # noqa: E402
from alerts.matching import match  # noqa: E402
from domain.alert import Answer  # noqa: E402

# Weights of a room that had been taught that belts and categories are all.
MISLED = replace(USUAL_WEIGHTS, of=(0.2, 1.5, 2.0, 2.0, 0.4, 0.3))
BEST, ANSWERS = 300, 200


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--seeds", type=int, default=5)
    args = parser.parse_args()
    print(f"{'weights':8} {'seed':>4} {'before':>7} {'after':>7}")
    for name, weights in (("usual", USUAL_WEIGHTS), ("misled", MISLED)):
        for seed in range(args.seeds):
            factories, demands = crowd(seed)
            makers = {one.id: set(one.processes) for one in factories}
            takes = {one.signal_id: set(one.processes) for one in demands}

            def relevant(found) -> bool:
                return bool(makers[found.factory_id] & takes[found.signal_id])  # noqa: B023

            before = match(demands, factories, weights)
            answers = [
                Answer(one.factory_id, "", "", "can_make" if relevant(one) else "not_relevant", one.features)
                for one in random.Random(seed).sample(before, min(ANSWERS, len(before)))
            ]
            after = match(demands, factories, learn(answers, weights))
            shares = [sum(map(relevant, found[:BEST])) / BEST for found in (before, after)]
            print(f"{name:8} {seed:>4} {shares[0]:>7.2f} {shares[1]:>7.2f}")


if __name__ == "__main__":
    main()
