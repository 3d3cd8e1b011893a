"""The questions of `cargo bench --bench planner -- DIR`, answered by pandana and scipy.

    planner_rivals.py DIR

Prints a line a figure, and whether the answers are the same.
"""

import sys
import time
from pathlib import Path

import numpy as np

RUNS = 3
WORKERS = 2


def fastest(what, run):
    best, found = None, None
    for _ in range(RUNS):
        begin = time.perf_counter()
        found = run()
        seconds = time.perf_counter() - begin
        best = seconds if best is None else min(best, seconds)
    print(f"{what}: {best:.4f} s", flush=True)
    return found


def earth_centred(lon_lat):
    """Earth-centred metres of points on the WGS-84 ellipsoid (EPSG method 9602)."""
    a, f = 6378137.0, 1 / 298.257223563
    e2 = f * (2 - f)
    lon, lat = np.radians(lon_lat[:, 0]), np.radians(lon_lat[:, 1])
    n = a / np.sqrt(1 - e2 * np.sin(lat) ** 2)
    x, y = n * np.cos(lat) * np.cos(lon), n * np.cos(lat) * np.sin(lon)
    return np.column_stack([x, y, n * (1 - e2) * np.sin(lat)])


def straight(folder):
    from scipy.spatial import cKDTree

    stations = np.fromfile(folder / "stations.f64").reshape(-1, 2)
    demand = np.fromfile(folder / "demand.f64").reshape(-1, 2)
    radius_m = 15 * 60 * 1.25 / 1.3
    # In degrees, as the tree is mostly used: one unit is not one unit.
    degrees = cKDTree(stations)
    found, rows = fastest(
        "scipy: nearest of 1,000,000 in degrees",
        lambda: degrees.query(demand, k=1, workers=WORKERS),
    )
    points = fastest("scipy: to earth-centred metres", lambda: earth_centred(stations))
    tree = fastest("scipy: build the tree of metres", lambda: cKDTree(points))
    people = earth_centred(demand)
    chord_m, _ = fastest(
        "scipy: nearest of 1,000,000 by chord",
        lambda: tree.query(people, k=1, workers=WORKERS),
    )
    counts = fastest(
        "scipy: and how many within 865 m",
        lambda: tree.query_ball_point(people, radius_m, return_length=True, workers=WORKERS),
    )
    ours_m = np.fromfile(folder / "nearest_m.f64")
    ours_in_reach = np.fromfile(folder / "in_reach.u32", dtype=np.uint32)
    with_nearest = ~np.isnan(ours_m)
    difference = np.abs(chord_m - ours_m)[with_nearest]
    print(f"straight: largest difference of chord and geodesic {difference.max() * 1000:.3f} mm")
    same = np.count_nonzero(counts == ours_in_reach)
    print(f"straight: {same} of {len(counts)} cells with the same number of stations in reach")
    by_degrees = earth_centred(stations[rows])
    degrees_m = np.linalg.norm(by_degrees - people, axis=1)
    wrong = np.count_nonzero(degrees_m > chord_m + 0.01)
    excess = (degrees_m - chord_m).max()
    print(f"straight: the tree of degrees names another station for {wrong} cells, "
          f"up to {excess:.0f} m farther")


def streets(folder, name):
    import pandana
    import pandas as pd

    nodes = np.fromfile(folder / f"{name}_nodes.f64").reshape(-1, 2)
    edges = np.fromfile(folder / f"{name}_edges.u32", dtype=np.uint32).reshape(-1, 3)
    stations = np.fromfile(folder / f"{name}_stations.u32", dtype=np.uint32)
    begin = time.perf_counter()
    network = pandana.Network(
        pd.Series(nodes[:, 0]),
        pd.Series(nodes[:, 1]),
        pd.Series(edges[:, 0].astype(np.int64)),
        pd.Series(edges[:, 1].astype(np.int64)),
        pd.DataFrame({"m": edges[:, 2] / 1000.0}),
    )
    print(f"pandana: build its hierarchy of {name}: {time.perf_counter() - begin:.1f} s", flush=True)
    for limit_m in (1125, 4250):
        network.set_pois("stations", limit_m, 1, nodes[stations, 0], nodes[stations, 1])
        found = fastest(
            f"pandana: {name}, nearest station of every node within {limit_m} m",
            lambda: network.nearest_pois(limit_m, "stations", num_pois=1),
        )
        theirs = found[1].to_numpy()
        ours = np.fromfile(folder / f"{name}_{limit_m}.u32", dtype=np.uint32)
        # pandana answers the limit itself for places that are farther.
        covered_theirs, covered_ours = theirs < limit_m, ours < limit_m * 1000
        both = covered_theirs & covered_ours
        difference = np.abs(theirs[both] - ours[both] / 1000.0)
        print(
            f"pandana: {name} within {limit_m} m covers {covered_theirs.sum()} nodes, yizhan "
            f"{covered_ours.sum()}, {np.count_nonzero(covered_theirs != covered_ours)} differ; "
            f"largest difference {difference.max():.3f} m"
        )


if __name__ == "__main__":
    straight(Path(sys.argv[1]))
    streets(Path(sys.argv[1]), "city")
