"""Peer of bench_tables: pyarrow's iter_batches over a Parquet file.

usage: python tables.py FILE [--rounds 5] [--rows 1000000]      needs pyarrow; makes FILE if it is not there
Prints one JSON object: the median of the rounds in milliseconds, rows, and the bytes of all texts, to be compared.
"""
import argparse, json, os, random, statistics, time

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq


def make(file, rows):
    """Comparisons of about the length of short dialogues, in row groups as the hub's are."""
    rng = random.Random(0)
    words = ["the", "house", "would", "like", "to", "answer", "question", "without", "a", "doubt", "it\u2019s", "early"]
    pool = [" ".join(rng.choice(words) for _ in range(rng.randint(5, 60))) for _ in range(5000)]
    text = lambda: pool[rng.randrange(5000)] + str(rng.randrange(10**9)) + pool[rng.randrange(5000)]
    with pq.ParquetWriter(file, pa.schema([("prompt", pa.string()), ("chosen", pa.string()), ("rejected", pa.string())])) as writer:
        for begin in range(0, rows, 100000):
            count = min(100000, rows - begin)
            writer.write_table(pa.table({name: [text() for _ in range(count)] for name in ("prompt", "chosen", "rejected")}))


parser = argparse.ArgumentParser()
parser.add_argument("file")
parser.add_argument("--rounds", type=int, default=5)
parser.add_argument("--rows", type=int, default=1000000)
arguments = parser.parse_args()
if not os.path.exists(arguments.file):
    make(arguments.file, arguments.rows)
pa.set_cpu_count(1)
times = []
for _ in range(arguments.rounds):
    start = time.perf_counter()
    rows = 0
    for batch in pq.ParquetFile(arguments.file).iter_batches(use_threads=False):
        rows += batch.num_rows
    times.append(1000 * (time.perf_counter() - start))
size = sum(pc.sum(pc.binary_length(column)).as_py() or 0 for batch in pq.ParquetFile(arguments.file).iter_batches() for column in batch.columns)
print(json.dumps({"peer": "pyarrow " + pa.__version__, "milliseconds": statistics.median(times), "rows": rows, "bytes": size}))
