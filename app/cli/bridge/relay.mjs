/** The bridge between UDP, where OSC lives, and the WebSocket that a page can open. */

import { createSocket } from 'node:dgram';
import { WebSocketServer } from 'ws';

/**
 * @typedef {object} BridgeOptions
 * @property {number} oscPort UDP port that OSC comes to; 0 takes a free one
 * @property {number} pagePort port that the page connects to; 0 takes a free one
 * @property {{ host: string, port: number } | null} reply where the page's OSC goes by UDP; null
 *   answers whoever sent last
 */

/**
 * @typedef {object} Bridge
 * @property {number} oscPort
 * @property {number} pagePort
 * @property {(news: object) => void} tell sends words as JSON to every page
 * @property {() => Promise<void>} close
 */

/** Pages of this machine alone: a foreign page must not listen to, or play, the instrument. */
const OWN_PAGE = /^https?:\/\/(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/;
/** Largest packet that UDP carries. */
const LARGEST = 65_507;
const LOOPBACK = '127.0.0.1';

/**
 * Opens both sides.
 * @param {BridgeOptions} options
 * @returns {Promise<Bridge>}
 */
export async function openBridge({ oscPort, pagePort, reply }) {
  const udp = createSocket('udp4');
  const pages = new WebSocketServer({
    host: LOOPBACK,
    port: pagePort,
    maxPayload: LARGEST,
    /** @param {{ origin?: string }} info */
    verifyClient: ({ origin }) => origin === undefined || OWN_PAGE.test(origin),
  });
  /** @type {{ host: string, port: number } | null} */
  let last = reply;
  udp.on('message', (packet, { address, port }) => {
    if (!reply) last = { host: address, port };
    for (const page of pages.clients) page.send(packet, { binary: true });
  });
  pages.on('connection', (page) => {
    page.on('message', (data, isBinary) => {
      if (!isBinary || !last || !Buffer.isBuffer(data)) return;
      udp.send(data, last.port, last.host);
    });
    page.on('error', () => {}); // It closes by itself, and the page says so.
  });
  await Promise.all([
    new Promise((resolve, reject) => {
      udp.once('error', reject);
      udp.bind(oscPort, () => resolve(undefined));
    }),
    new Promise((resolve, reject) => {
      pages.once('error', reject);
      pages.once('listening', () => resolve(undefined));
    }),
  ]);
  const address = pages.address();
  return {
    oscPort: udp.address().port,
    pagePort: typeof address === 'object' && address ? address.port : pagePort,
    tell(news) {
      for (const page of pages.clients) page.send(JSON.stringify(news));
    },
    async close() {
      for (const page of pages.clients) page.terminate();
      udp.close();
      await new Promise((resolve) => pages.close(() => resolve(undefined)));
    },
  };
}
