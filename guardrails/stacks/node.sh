#!/bin/sh
# Node for one synth. CDK's own rules are WebAssembly; left to itself, V8 spends most of a synth, and a while
# after its end, on optimizing them, on four threads beside the one that runs them. This way it optimizes on
# one thread only what is really used, and not to the utmost.
exec node --v8-pool-size=1 --wasm-tiering-budget=200000000 \
  --no-wasm-inlining --no-wasm-loop-peeling --no-wasm-loop-unrolling "$@"
