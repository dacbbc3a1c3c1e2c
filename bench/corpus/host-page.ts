/** A third-party page: one video element, hls.js or the native player, and Nextreel beside it if requested. */
export const hostPage = `<!doctype html>
<title>A page of somebody else</title>
<video muted playsinline crossorigin="anonymous" style="height: 60vh"></video>
<script src="/hls.js"></script>
<script type="module">
  const video = document.querySelector('video');
  const isConnected = new URLSearchParams(location.search).has('nextreel');
  let nextreel;
  if (isConnected) {
    const { connect } = await import('/nextreel/index.js');
    nextreel = connect();
  }
  let hls;
  window.stage = {
    async setFeed(reels) {
      nextreel?.setFeed(reels);
      return nextreel?.ready;
    },
    play({ id, src, format }) {
      hls?.destroy();
      video.removeAttribute('src');
      video.load();
      window.playbackError = undefined;
      window.startedMs = performance.now();
      if (format === 'mp4') video.src = src;
      else {
        hls = new Hls();
        let hasRecovered = false;
        hls.on(Hls.Events.ERROR, (_event, { fatal, type, details }) => {
          if (!fatal) return;
          if (type === 'mediaError' && !hasRecovered) {
            hasRecovered = true;
            hls.recoverMediaError();
          } else window.playbackError = details;
        });
        hls.attachMedia(video);
        hls.loadSource(src);
      }
      video.play().catch(() => undefined);
      nextreel?.show(id, video);
    },
    stop() {
      hls?.destroy();
      hls = undefined;
      video.removeAttribute('src');
      video.load();
    },
  };
</script>`;
