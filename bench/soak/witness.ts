declare global {
  interface Window {
    compareWithOrigin(url: string, range: string | null, digest: string): Promise<void>;
  }
}

/** Runs in the page: tells the digest of every whole media answer that a player received. */
export function installWitness(): void {
  const ranges = new WeakMap<XMLHttpRequest, string>();
  const { send, setRequestHeader } = XMLHttpRequest.prototype;
  XMLHttpRequest.prototype.setRequestHeader = function (name, value) {
    if (name.toLowerCase() === 'range') ranges.set(this, value);
    return setRequestHeader.call(this, name, value);
  };
  const tell = async (request: XMLHttpRequest, body: ArrayBuffer) => {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
    const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    await window.compareWithOrigin(request.responseURL, ranges.get(request) ?? null, hex);
  };
  XMLHttpRequest.prototype.send = function (body) {
    this.addEventListener('load', () => {
      // A copy, because the player hands the buffer on to its own worker.
      if (this.response instanceof ArrayBuffer && this.status < 300) void tell(this, this.response.slice(0));
    });
    return send.call(this, body);
  };
}
