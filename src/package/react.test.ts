import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('react');
});

it('a cleanup function returned by a ref callback is called when the video is released, as in React 19', async () => {
  // Only the parts of React that pass a component its ref are mocked; the test plays React's role itself.
  vi.doMock('react', () => ({
    forwardRef: (render: unknown) => ({ render }),
    createElement: (_type: string, attributes: object) => attributes,
    useCallback: (callback: unknown) => callback,
    useEffect: () => {},
    useRef: (current: unknown) => ({ current }),
  }));
  const { ReelVideo } = await import('./react.ts');
  const calls: string[] = [];
  const ref = (element: object | null) => {
    calls.push(element === null ? 'null' : 'held');
    return () => calls.push('released');
  };
  const { ref: hold } = Reflect.get(ReelVideo, 'render')({ src: 'a.m3u8' }, ref);
  const release = hold({});
  expect(release).toBeTypeOf('function');
  release();
  expect(calls).toEqual(['held', 'released']);
});
