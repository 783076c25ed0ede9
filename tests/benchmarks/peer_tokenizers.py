"""The peer of bench_tokenizers: Hugging Face's tokenizers (batches without offsets, its fastest way) or, for a tokenizer.model, Python's
sentencepiece, on one core. Prints the seconds of each repetition as a JSON list.

    python3 peer_tokenizers.py TOKENIZER TEXT_FILE FIELD REPETITIONS
"""
import json
import os
import sys
import time

os.environ["TOKENIZERS_PARALLELISM"] = "false"
os.environ["RAYON_NUM_THREADS"] = "1"

path, text_file, field, repetitions = sys.argv[1:5]
with open(text_file, encoding="utf-8") as lines:
    texts = [line.rstrip("\n") for line in lines]
if field:
    texts = [json.loads(line)[field] for line in texts]

folder = path if os.path.isdir(path) else os.path.dirname(path)
model = path if path.endswith(".model") else os.path.join(folder, "tokenizer.model")
if os.path.exists(model):
    import sentencepiece

    processor = sentencepiece.SentencePieceProcessor(model_file=model)
    encode = lambda: [processor.encode(text) for text in texts]
else:
    import tokenizers

    whole = path if path.endswith(".json") else os.path.join(folder, "tokenizer.json")
    if os.path.exists(whole) and os.path.basename(whole) != "vocab.json":
        tokenizer = tokenizers.Tokenizer.from_file(whole)
    else:
        tokenizer = tokenizers.Tokenizer(
            tokenizers.models.BPE.from_file(os.path.join(folder, "vocab.json"), os.path.join(folder, "merges.txt")))
        tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.ByteLevel(add_prefix_space=False)
    encode = lambda: tokenizer.encode_batch_fast(texts)

seconds = []
for _ in range(int(repetitions)):
    start = time.perf_counter()
    encode()
    seconds.append(time.perf_counter() - start)
print(json.dumps(seconds))
