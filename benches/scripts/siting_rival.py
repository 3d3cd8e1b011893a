"""spopt's maximal covering of a world that benches/siting.rs left, solved by HiGHS.

    siting_rival.py WORLD.csv SECONDS
"""

import re
import sys
import time
from pathlib import Path

import numpy
import pulp
from spopt.locate import MCLP


def main():
    path, seconds = Path(sys.argv[1]), float(sys.argv[2])
    n_new = int(re.match(r"\d+", path.stem).group())
    rows = [line.split(",") for line in path.read_text().splitlines()]
    n_sites = 1 + max(int(site) for row in rows for site in row[1:])
    people = numpy.array([float(row[0]) for row in rows])
    # A cost of 0 is within the radius, 2 is not.
    cost = numpy.full((len(rows), n_sites), 2.0)
    for number, row in enumerate(rows):
        cost[number, [int(site) for site in row[1:]]] = 0.0
    start = time.perf_counter()
    model = MCLP.from_cost_matrix(cost, people, service_radius=1.0, p_facilities=n_new)
    built = time.perf_counter() - start
    model = model.solve(pulp.HiGHS(msg=False, timeLimit=seconds), results=False)
    chosen = [n for n, var in enumerate(model.fac_vars) if (var.value() or 0) > 0.5]
    covered = people[(cost[:, chosen] <= 1.0).any(axis=1)].sum() if chosen else 0
    took = time.perf_counter() - start
    status = pulp.LpStatus[model.problem.status]
    print(f"spopt+HiGHS,{path.stem},{covered:.0f},{status},built {built:.1f} s,{took:.1f} s in all")


main()
