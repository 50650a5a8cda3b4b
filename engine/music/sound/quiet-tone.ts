// Tone.js greets on the console unless this is set before it loads: the first import of who uses it.
Object.assign(globalThis, { TONE_SILENCE_LOGGING: true });
