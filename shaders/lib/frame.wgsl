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
}
@group(0) @binding(0) var<uniform> frame: Frame;
