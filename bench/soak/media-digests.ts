declare global {
  interface Window {
    compareWithOrigin(url: string, range: string | null, digest: string): Promise<void>;
  }
}

/** Runs in the page: reports the digest of every whole media response that a player received. */
export function reportMediaDigests(): void {
  const reportDigest = async (url: string, range: string | null, body: ArrayBuffer) => {
    const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', body));
    const hex = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('');
    await window.compareWithOrigin(url, range, hex);
  };
  window.XMLHttpRequest = class extends XMLHttpRequest {
    #range: string | null = null;

    override setRequestHeader(name: string, value: string): void {
      if (name.toLowerCase() === 'range') this.#range = value;
      super.setRequestHeader(name, value);
    }

    override send(body?: Document | XMLHttpRequestBodyInit | null): void {
      this.addEventListener('load', () => {
        const { response, responseURL, status } = this;
        // A copy, since the player transfers the buffer to its own worker.
        if (response instanceof ArrayBuffer && status < 300)
          void reportDigest(responseURL, this.#range, response.slice(0));
      });
      super.send(body);
    }
  };
}
