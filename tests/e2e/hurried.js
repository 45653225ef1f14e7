// Loaded by Node before the CDK CLI, which asks every five seconds whether a stack rests: it asks twenty times as often.
const PAUSE = 5000;
const wait = globalThis.setTimeout;
globalThis.setTimeout = (then, pause, ...rest) => wait(then, pause === PAUSE ? PAUSE / 20 : pause, ...rest);
