/**
 * Resolves when the device has done all that was submitted so far. It waits for the GPU, so it has no
 * place in the frame path: by it a device is measured while a net is loaded.
 */
export async function workDone(device: GPUDevice): Promise<void> {
  await device.queue.onSubmittedWorkDone();
}
