// The frame that every unit sees, at group 0 binding 0. Mirrors engine/gpu/frame-uniform.ts.
struct Frame {
  time: f32,          // seconds, wraps after two hours so that precision holds
  delta: f32,         // seconds since the frame before
  beat: f32,          // beats, wraps after 1024
  beatPhase: f32,     // 0..1
  barPhase: f32,      // 0..1, four beats
  bar: f32,           // whole bars, wraps after 256
  tempo: f32,         // beats a minute
  index: f32,         // frame number, wraps after 2^20
  rms: f32,           // sound: 0..1
  low: f32,
  mid: f32,
  high: f32,
  onsetStrength: f32,
  onset: f32,         // 1 at an onset, then falling
  lowOnset: f32,
  highOnset: f32,
  spectrogramRow: f32, // newest row of the spectrogram texture
  midOnset: f32,
  loudness: f32,      // 0 at -70 LUFS, 1 at 0 LUFS
  brightness: f32,    // spectral centroid: 0 at 100 Hz, 1 at 10 kHz
  beatConfidence: f32,
  novelty: f32,       // how new the sound of the last second is
  drop: f32,          // 1 when a fuller section begins, then falling
  breakdown: f32,     // the same for an emptier one
  chordRoot: f32,     // 0 (C) to 11/12 (B), -1 without a chord
  section: f32,       // of the instrument's own music: 0 intro, 1 build, 2 drop, 3 break, 4 outro, -1 none
  tension: f32,       // 0..1
  leads: f32,         // rises to 1 over the bar before another section
  dropIn: f32,        // beats until the next drop, -1 while it is not known
  barInPhrase: f32,   // 0..7
  nextChord: f32,     // root of the next bar's chord, as chordRoot
  drums: f32,         // 1 when a note of the part begins, then falling
  bass: f32,
  chords: f32,
  pad: f32,
  arpeggio: f32,
  melody: f32,
}
@group(0) @binding(0) var<uniform> frame: Frame;
