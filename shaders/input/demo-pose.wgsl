// Pose of the demo source's dancer: bones, head and lights of this frame.
// Two threads, one a side of the body; one workgroup. What has no side both write, the same.
// Bindings: pose, vec4f[48]: bone i from pose[2 i] (xyz, radius w) to pose[2 i + 1]; then, from
// 44 on, head forward (w light), head up (w flare of the skirt), eye of the camera, its aim.
// Metres, y up, the camera on the side of positive z. Sides are those that the viewer sees.
// @import frame

@group(1) @binding(0) var<storage, read_write> pose: array<vec4f, 48>;

const PI = 3.14159265;
const HEAD = 44;
const LIMBS = 8;

// Where the hands go, one key every two beats: sideways, up and forward from the chest.
const LEFT_KEYS = array<vec3f, 8>(
  vec3f(-0.54, 0.06, 0.12), vec3f(-0.14, 0.60, 0.06), vec3f(-0.13, 0.58, 0.06),
  vec3f(-0.50, -0.12, 0.16), vec3f(-0.22, 0.02, 0.46), vec3f(-0.58, 0.22, -0.06),
  vec3f(-0.16, 0.57, 0.12), vec3f(-0.44, 0.40, 0.02),
);
const RIGHT_KEYS = array<vec3f, 8>(
  vec3f(0.54, 0.06, 0.12), vec3f(0.55, 0.08, 0.10), vec3f(0.13, 0.58, 0.06),
  vec3f(0.20, 0.56, 0.10), vec3f(0.34, -0.10, 0.40), vec3f(0.10, -0.36, 0.24),
  vec3f(0.57, 0.12, -0.12), vec3f(0.44, 0.40, 0.02),
);

fn bone(index: i32, a: vec3f, radiusA: f32, b: vec3f, radiusB: f32) {
  pose[2 * index] = vec4f(a, radiusA);
  pose[2 * index + 1] = vec4f(b, radiusB);
}

// Middle joint of a limb of two bones that reaches towards `goal`, bent towards `pole`.
fn joint(root: vec3f, goal: vec3f, upper: f32, lower: f32, pole: vec3f) -> vec3f {
  let reach = goal - root;
  let span = clamp(length(reach), abs(upper - lower) + 0.01, upper + lower - 0.005);
  let along = normalize(reach);
  let cosine = (upper * upper + span * span - lower * lower) / (2.0 * upper * span);
  let side = normalize(pole - along * dot(pole, along));
  return root + upper * (along * cosine + side * sqrt(max(0.0, 1.0 - cosine * cosine)));
}

// The end of that limb.
fn tip(root: vec3f, goal: vec3f, upper: f32, lower: f32) -> vec3f {
  let reach = goal - root;
  return root + normalize(reach) * min(length(reach), upper + lower - 0.005);
}

// A key's movement: off at once, there before the next, then a short rest.
fn arrive(part: f32) -> f32 {
  let t = clamp(part * 1.3, 0.0, 1.0);
  return t * t * t * (t * (t * 6.0 - 15.0) + 10.0);
}

fn keyAt(index: i32, side: i32) -> vec3f {
  let place = ((index % 8) + 8) % 8;
  if (side == 0) {
    return LEFT_KEYS[place];
  }
  return RIGHT_KEYS[place];
}

// Goal of a hand; every second round of sixteen beats is danced in the mirror.
fn handGoal(beat: f32, side: i32) -> vec3f {
  let mirrored = (i32(floor(beat / 16.0)) & 1) == 1;
  let source = select(side, 1 - side, mirrored);
  let key = i32(floor(beat * 0.5));
  let part = arrive(fract(beat * 0.5));
  var goal = mix(keyAt(key - 1, source), keyAt(key, source), part);
  // Hands travel on arcs, not on straight lines.
  let way = length(keyAt(key, source) - keyAt(key - 1, source));
  goal += vec3f(0.0, 0.10, 0.16) * sin(PI * part) * way;
  if (mirrored) {
    goal.x = -goal.x;
  }
  let wave = beat * PI + f32(side) * 1.7;
  let lift = 0.045 + 0.05 * frame.mid;
  return goal + lift * vec3f(sin(wave * 0.5), sin(wave), cos(wave * 0.75));
}

@compute @workgroup_size(2)
fn main(@builtin(local_invocation_index) thread: u32) {
  let side = i32(thread);
  let beat = frame.beat;
  let round = beat - 16.0 * floor(beat / 16.0);
  let way = select(1.0, -1.0, (i32(floor(beat / 16.0)) & 1) == 1);

  // Beats 12 to 15 of each round are a turn on one foot.
  let turning = clamp((round - 12.0) / 3.0, 0.0, 1.0);
  let turned = turning * turning * turning * (turning * (turning * 6.0 - 15.0) + 10.0);
  let spinning = 30.0 * turning * turning * (1.0 - turning) * (1.0 - turning) / 1.875;
  let onToe = smoothstep(0.0, 0.25, turning) * (1.0 - smoothstep(0.8, 1.0, turning));

  let sway = sin(0.5 * PI * beat) * (1.0 - 0.8 * onToe);
  let yaw = 0.45 * sin(0.25 * PI * beat + 0.6) + way * 2.0 * PI * turned;
  let across = vec3f(cos(yaw), 0.0, -sin(yaw));
  let ahead = vec3f(sin(yaw), 0.0, cos(yaw));

  // Pelvis and spine.
  let dip = 0.04 * (0.5 + 0.5 * cos(2.0 * PI * beat)) + 0.03 * frame.lowOnset;
  let pelvis = vec3f(0.17 * sway, 0.93 - dip * (1.0 - onToe) + 0.06 * onToe, 0.0);
  let leanAcross = -0.20 * sway + 0.10 * sin(0.25 * PI * beat);
  let leanAhead = 0.08 * sin(0.5 * PI * beat + 1.1) - 0.05;
  let up = normalize(vec3f(0.0, 1.0, 0.0) + across * leanAcross + ahead * leanAhead);
  let twist = yaw + 0.35 * sin(0.5 * PI * beat + 0.4) * (1.0 - onToe);
  let chestAcross = normalize(vec3f(cos(twist), 0.16 * sway, -sin(twist)));
  let chestAhead = normalize(cross(chestAcross, up));
  let waist = pelvis + vec3f(0.0, 0.13, 0.0) + across * 0.03 * leanAcross;
  let chest = waist + up * 0.27;

  // Head.
  let gaze = 0.5 * sin(0.25 * PI * beat + 2.0) * (1.0 - onToe);
  let raised = vec3f(0.0, 0.18 + 0.2 * sin(0.25 * PI * beat), 0.0);
  let headAhead = normalize(chestAhead + across * gaze + raised);
  let tilt = across * 0.18 * sin(0.5 * PI * beat + 0.5);
  let headUp = normalize(up + tilt - headAhead * dot(up + tilt, headAhead));
  let neck = chest + up * 0.07;
  let head = neck + up * 0.12 + headUp * 0.075 + headAhead * 0.02;
  let drag = vec3f(-0.20 * cos(0.5 * PI * beat - 0.5), 0.0, 0.05 * sin(PI * beat));
  let bun = head - headAhead * 0.085 + headUp * 0.055;
  let tail = bun - headAhead * (0.10 + 0.16 * spinning) - vec3f(0.0, 0.27 - 0.16 * spinning, 0.0)
    + drag * 0.8 - across * way * 0.12 * spinning;
  bone(0, head + headUp * 0.012, 0.094, head - headAhead * 0.022 + headUp * 0.018, 0.094);
  let chin = head + headAhead * 0.034 - headUp * 0.078;
  bone(1, head + headAhead * 0.018 - headUp * 0.020, 0.074, chin, 0.040);
  let crown = head - headAhead * 0.022 + headUp * 0.034;
  bone(2, crown, 0.099, head - headAhead * 0.05 - headUp * 0.02, 0.084);
  bone(3, bun, 0.042, mix(bun, tail, 0.45) - headAhead * 0.03, 0.036);
  bone(21, mix(bun, tail, 0.45) - headAhead * 0.03, 0.036, tail, 0.010);
  bone(4, neck - up * 0.03, 0.050, head - headUp * 0.06 - headAhead * 0.012, 0.043);
  bone(5, chest - chestAcross * 0.145, 0.052, chest + chestAcross * 0.145, 0.052);
  bone(6, chest - up * 0.085, 0.112, waist + up * 0.01, 0.088);
  bone(7, waist, 0.092, pelvis - vec3f(0.0, 0.03, 0.0), 0.135);

  // An arm and a leg, the left of the picture by the first thread.
  let sign = f32(side) * 2.0 - 1.0;
  let shoulder = chest + chestAcross * sign * 0.165 + up * 0.012;
  let wish = handGoal(beat, side);
  let folded = vec3f(sign * 0.10, 0.06, 0.34);
  let local = mix(wish, folded, onToe * 0.85 * (1.0 - smoothstep(0.55, 0.9, turning)));
  let goal = chest + chestAcross * local.x + up * local.y + chestAhead * local.z;
  let elbowPole = chestAcross * sign - up * 0.45 - chestAhead * 0.5;
  let elbow = joint(shoulder, goal, 0.275, 0.245, elbowPole);
  let wrist = tip(shoulder, goal, 0.275, 0.245);
  let flick = 0.5 * sin(PI * beat + f32(side) * 1.3);
  let fingers = normalize(normalize(wrist - elbow) + up * flick + chestAcross * sign * 0.25);
  bone(LIMBS + side, shoulder, 0.046, elbow, 0.029);
  bone(LIMBS + 2 + side, elbow, 0.030, wrist, 0.018);
  bone(LIMBS + 4 + side, wrist + fingers * 0.03, 0.021, wrist + fingers * 0.150, 0.009);

  // Steps from side to side; a foot is lifted while it travels.
  let phase = 0.5 * PI * (beat - 0.35 - 0.3 * f32(side));
  let travel = clamp(1.6 * sin(phase), -1.0, 1.0);
  let moving = max(0.0, 1.0 - abs(1.6 * sin(phase))) * step(0.0, cos(phase) * sign);
  let hip = pelvis + across * sign * 0.085 - vec3f(0.0, 0.04, 0.0);
  var ankle = vec3f(0.15 * travel, 0.085 + 0.13 * moving, 0.0)
    + across * sign * 0.135 + ahead * (0.10 * sign * sin(0.25 * PI * beat));
  let free = sign * way < 0.0;
  let held = hip - vec3f(0.0, 0.47, 0.0) + across * sign * 0.02 + ahead * 0.10;
  let stood = vec3f(pelvis.x, 0.15, pelvis.z);
  ankle = mix(ankle, select(stood, held, free), onToe);
  let kneePole = ahead + across * sign * mix(0.45, select(0.1, 1.6, free), onToe);
  let knee = joint(hip, ankle, 0.425, 0.42, kneePole);
  let foot = tip(hip, ankle, 0.425, 0.42);
  let flat = normalize(ahead + across * sign * 0.5);
  let pointed = max(onToe, min(1.0, moving * 1.5));
  let standing = flat * 0.15 - vec3f(0.0, 0.055, 0.0);
  let point = mix(standing, normalize(foot - knee) * 0.15 + flat * 0.03, pointed);
  bone(LIMBS + 6 + side, hip, 0.088, knee, 0.047);
  bone(LIMBS + 8 + side, knee, 0.049, foot, 0.026);
  bone(LIMBS + 10 + side, foot, 0.029, foot + point, 0.018);

  // The skirt swings after the hips and opens in the turn.
  let flare = 0.27 + 0.035 * sin(PI * beat) + 0.20 * spinning;
  let swing = across * (-0.10 * cos(0.5 * PI * beat - 0.4)) * (1.0 - onToe) + ahead * 0.02;
  let hem = pelvis - vec3f(0.0, 0.37 - 0.15 * spinning, 0.0) + swing;
  bone(20, waist - vec3f(0.0, 0.02, 0.0), 0.090, hem, flare);

  let glow = 1.0 + 0.25 * frame.lowOnset + 0.15 * frame.rms;
  pose[HEAD] = vec4f(headAhead, glow);
  pose[HEAD + 1] = vec4f(headUp, yaw);
  // The camera drifts around the dancer, and slowly comes nearer and goes back.
  let drift = 0.16 * sin(frame.time * 0.11);
  let close = 0.5 - 0.5 * cos(frame.time * 0.08);
  let eye = vec3f(sin(drift), 0.0, cos(drift)) * mix(4.35, 3.6, close);
  pose[HEAD + 2] = vec4f(eye + vec3f(0.0, mix(1.02, 1.12, close), 0.0), spinning);
  pose[HEAD + 3] = vec4f(0.0, mix(0.98, 1.10, close), 0.0, 0.0);
}
