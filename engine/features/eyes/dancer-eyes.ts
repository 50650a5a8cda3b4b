import { DancerSketch } from '../../input/dancer-sketch.ts';
import { LOOK_BYTES, LOOK_INTERVAL, LOOK_SIZE, PictureSight } from './picture-features.ts';
import { SteadyEyes } from './steady-eyes.ts';

/** Eyes on the demo source, which looks the same at the same beat, live and offline. */
export function createDancerEyes(): SteadyEyes {
  const sketch = new DancerSketch(LOOK_SIZE);
  const pixels = new Uint8ClampedArray(LOOK_BYTES);
  const sight = new PictureSight();
  let last = 0;
  return new SteadyEyes(({ seconds, beat }, into) => {
    sketch.draw(seconds, beat, pixels);
    Object.assign(into, sight.look(pixels, Math.max(LOOK_INTERVAL, seconds - last)));
    last = seconds;
    return true;
  });
}
