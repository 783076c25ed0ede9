"""Peer of bench_summary: reading an evaluation file with pandas and summarising it with numpy, as the reference does.

usage: python summary.py FILE [--rounds 5]      needs pandas and numpy
Prints one JSON object: the median of the rounds in milliseconds, and the numbers, to be compared.
"""
import argparse, json, statistics, time

import numpy as np
import pandas as pd


def summarize(file):
    rows = pd.read_json(file, lines=True)
    chosen = np.array(rows.reward_output_chosen.tolist())
    rejected = np.array(rows.reward_output_rejected.tolist())
    helpful = (rows.data_subset == "helpful").to_numpy()

    def mean_stdev_quantile(outputs):
        stdev = np.log1p(np.exp(outputs[:, 1]))
        return outputs[:, 0], stdev, outputs[:, 0] - 2.3263478740408408 * stdev

    c, r = mean_stdev_quantile(chosen), mean_stdev_quantile(rejected)
    means, stdevs = np.concatenate([c[0], r[0]]), np.concatenate([c[1], r[1]])
    between, within = np.var(means), np.mean(stdevs**2)
    return {"r2": between / (between + within), "accuracy": float(np.mean(c[0] >= r[0])),
            "helpfulness": float(np.mean((c[0] >= r[0])[helpful])), "risk_averse_helpfulness": float(np.mean((c[2] >= r[2])[helpful]))}


parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("--rounds", type=int, default=5)
arguments = parser.parse_args()
times = []
for _ in range(arguments.rounds):
    start = time.perf_counter()
    result = summarize(arguments.file)
    times.append(1000 * (time.perf_counter() - start))
print(json.dumps({"peer": "pandas " + pd.__version__, "milliseconds": statistics.median(times), **result}))
