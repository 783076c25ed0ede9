# The tables of docs/scaling.md, from the parts at its beginning:  awk -f docs/scaling.awk
# A test compares what this prints with the page.


# Seconds in which W processes exchange P numbers of 4 bytes.
function gathered(W, P) { return W == 1 ? 0 : latency * (W - 1) + 4 * P * (W - 1) / bandwidth }
function reduced(W, P) { return W == 1 ? 0 : 2 * latency * (W - 1) + 2 * 4 * P * (W - 1) / W / bandwidth }

# Seconds that the GPU computes for a micro-batch, of the work per token in FLOP.
function computed(flopPerToken) { return flopPerToken * tokens / (rate * share) }

function row(W, G, P, micro, tree, copy,   exchange, step) {
    exchange = tree && W <= 8 ? gathered(W, P) : reduced(W, P)
    exchange += W == 1 ? 0 : 2 * 4 * P / copy
    step = G / W * micro + exchange
    printf "| %d | %d | %s | %.2f | %.3f | %.2f | %.0f %% |\n", W, G / W, tree && W <= 8 ? "tree" : "ring",
        (W == 1 ? 0 : tree && W <= 8 ? 4 * P * (W - 1) : 2 * 4 * P * (W - 1) / W) / 1e9, exchange, step, 100 * G * micro / W / step
}

BEGIN {
    parameters = 6.74e9     # Llama-2-7B
    adapter = 4194304       # LoRA, r = 8, on q and v: 32 layers x 2 x 2 x 4,096 x 8
    tokens = 1000           # of a micro-batch: 2 comparisons of HH-RLHF, common prefixes once
    rate = 312e12           # FLOP/s in bfloat16 of the GPU, as its maker says (A100)
    share = 0.4             # of it that is reached: assumed
    bandwidth = 1.25e9      # bytes/s of the network between machines: 10 Gbit/s
    latency = 0.0002        # s of a message: measured over the loopback, rounded up
    copyRate = 12e9         # bytes/s between GPU and CPU: assumed
    G = 256                 # micro-batches a step

    head = "| GPUs | batches each | sum | received, GB | exchange, s | step, s | efficiency |\n| ---: | ---: | --- | ---: | ---: | ---: | ---: |\n"
    print "<!-- lora -->"
    printf "%s", head
    for (W = 1; W <= 256; W *= 2) row(W, G, adapter, computed(4 * parameters), 1, copyRate)
    print "<!-- lora, " G / 8 " batches a step -->"
    printf "%s", head
    for (W = 1; W <= G / 8; W *= 2) row(W, G / 8, adapter, computed(4 * parameters), 1, copyRate)
    print "<!-- full -->"
    printf "%s", head
    for (W = 1; W <= 256; W *= 2) row(W, G, parameters, computed(6 * parameters), 0, copyRate)
    bandwidth = 10e9        # 100 Gbit/s, of which a process may reach 80 % by TCP: assumed
    print "<!-- full, 100 Gbit/s -->"
    printf "%s", head
    for (W = 1; W <= 256; W *= 4) row(W, G, parameters, computed(6 * parameters), 0, copyRate)
    print "<!-- end -->"
}
