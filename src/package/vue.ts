import {
  defineComponent,
  h,
  type MaybeRefOrGetter,
  type ObjectDirective,
  onBeforeUnmount,
  onMounted,
  type ShallowRef,
  shallowRef,
  toValue,
  watch,
  watchEffect,
} from 'vue';
import { playWhenSeen } from '../components/play-when-seen.ts';
import { ReelElements } from '../components/reel-elements.ts';
import { serialiseFeed } from '../components/serialise-feed.ts';
import { connect } from './connect.ts';
import type { ConnectOptions, Feed, Nextreel } from './nextreel.ts';

export type UsedNextreel = {
  /** Directive for the `<video>` of a reel, or an element that contains it: `<video v-reel="item.id">`. */
  readonly vReel: ObjectDirective<Element, string | number>;
  /** The connection, for the rest of the API; null until the component is mounted. */
  readonly nextreel: Readonly<ShallowRef<Nextreel | null>>;
};

/**
 * Connects the page while the component is mounted, and follows which reel the viewer sees:
 * `const { vReel } = useNextreel(items)`.
 */
export function useNextreel(feed: MaybeRefOrGetter<Feed>, options: ConnectOptions = {}): UsedNextreel {
  const elements = new ReelElements();
  const nextreel = shallowRef<Nextreel | null>(null);
  onMounted(() => {
    const connection = connect(options);
    nextreel.value = connection;
    connection.setFeed(() => toValue(feed));
    elements.connect(connection);
  });
  watch(
    () => serialiseFeed(toValue(feed)),
    () => nextreel.value?.setFeed(() => toValue(feed)),
  );
  onBeforeUnmount(() => {
    elements.disconnect();
    nextreel.value?.disconnect();
    nextreel.value = null;
  });
  const hold = (element: Element, { value }: { readonly value: string | number }) => elements.set(element, value);
  return {
    vReel: { mounted: hold, updated: hold, beforeUnmount: (element) => elements.remove(element) },
    nextreel,
  };
}

/**
 * A `<video>` that plays its reel while the viewer sees it, with hls.js, which it loads on demand, or natively. It is
 * muted and loops by default; `@failure` is emitted with a message when the reel does not play.
 */
export const ReelVideo = defineComponent({
  name: 'ReelVideo',
  props: {
    /** URL of the HLS manifest or the MP4 file. */
    src: { type: String, required: true },
  },
  emits: { failure: (message: string) => message !== '' },
  setup(props, { emit }) {
    const video = shallowRef<HTMLVideoElement | null>(null);
    watchEffect(
      (onCleanup) => {
        if (video.value === null) return;
        onCleanup(playWhenSeen(video.value, props.src, { onFailure: (message) => emit('failure', message) }));
      },
      { flush: 'post' },
    );
    return () => h('video', { ref: video, muted: true, loop: true, playsinline: true });
  },
});
