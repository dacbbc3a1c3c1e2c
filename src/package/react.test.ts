import { afterEach, expect, it, vi } from 'vitest';

afterEach(() => {
  vi.doUnmock('react');
});

it('a ref that returns what releases its video is released by React, as every ref is from React 19 on', async () => {
  // Of React only what hands a component its ref: what it would do with the element is what is asked here.
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
