type Node<K> = { readonly key: K; priority: number; readonly order: number; index: number };

/**
 * A priority queue with access by key. The lowest priority comes first; equal priorities come in the order in which
 * their keys were pushed, and an update keeps a key's place among equals. Every operation on one key is O(log n).
 *
 * Invariant: for every index i > 0, nodes[(i - 1) >> 1] is not after nodes[i], and nodes[i].index === i.
 */
export class IndexedHeap<K> {
  readonly #nodes: Node<K>[] = [];
  readonly #byKey = new Map<K, Node<K>>();
  #pushed = 0;

  get size(): number {
    return this.#nodes.length;
  }

  has(key: K): boolean {
    return this.#byKey.has(key);
  }

  /** The keys in no particular order. */
  keys(): IterableIterator<K> {
    return this.#byKey.keys();
  }

  peek(): K | undefined {
    return this.#nodes[0]?.key;
  }

  /** The lowest priority; Infinity if the heap is empty. */
  get bestPriority(): number {
    return this.#nodes[0]?.priority ?? Number.POSITIVE_INFINITY;
  }

  push(key: K, priority: number): void {
    if (this.#byKey.has(key)) throw new RangeError(`The heap already holds the key ${String(key)}`);
    const node = { key, priority: comparable(priority), order: this.#pushed++, index: this.#nodes.length };
    this.#byKey.set(key, node);
    this.#nodes.push(node);
    this.#rise(node);
  }

  pop(): K | undefined {
    const first = this.#nodes[0];
    if (first !== undefined) this.#take(first);
    return first?.key;
  }

  /** Returns false if the key is absent. */
  update(key: K, priority: number): boolean {
    const node = this.#byKey.get(key);
    if (node === undefined) return false;
    node.priority = comparable(priority);
    this.#rise(node);
    this.#sink(node);
    return true;
  }

  /** Returns false if the key is absent. */
  remove(key: K): boolean {
    const node = this.#byKey.get(key);
    if (node === undefined) return false;
    this.#take(node);
    return true;
  }

  /** Gives every key a new priority, in O(n). */
  rerank(priorityOf: (key: K) => number): void {
    const priorities = this.#nodes.map((node) => comparable(priorityOf(node.key)));
    this.#nodes.forEach((node, index) => (node.priority = priorities[index] ?? node.priority));
    for (let index = this.#nodes.length >> 1; index >= 0; index -= 1) {
      const node = this.#nodes[index];
      if (node !== undefined) this.#sink(node);
    }
  }

  clear(): void {
    this.#nodes.length = 0;
    this.#byKey.clear();
  }

  #take(node: Node<K>): void {
    this.#byKey.delete(node.key);
    const last = this.#nodes.pop();
    if (last === undefined || last === node) return;
    this.#place(last, node.index);
    this.#rise(last);
    this.#sink(last);
  }

  #rise(node: Node<K>): void {
    while (node.index > 0) {
      const parent = this.#nodes[(node.index - 1) >> 1];
      if (parent === undefined || !isBefore(node, parent)) return;
      this.#swap(node, parent);
    }
  }

  #sink(node: Node<K>): void {
    for (;;) {
      const left = this.#nodes[2 * node.index + 1];
      const right = this.#nodes[2 * node.index + 2];
      const child = left !== undefined && right !== undefined && isBefore(right, left) ? right : left;
      if (child === undefined || !isBefore(child, node)) return;
      this.#swap(node, child);
    }
  }

  #swap(a: Node<K>, b: Node<K>): void {
    const index = a.index;
    this.#place(a, b.index);
    this.#place(b, index);
  }

  #place(node: Node<K>, index: number): void {
    node.index = index;
    this.#nodes[index] = node;
  }
}

function isBefore<K>(a: Node<K>, b: Node<K>): boolean {
  return a.priority === b.priority ? a.order < b.order : a.priority < b.priority;
}

/** Refuses NaN, which cannot be compared and would break the order of all other keys. */
function comparable(priority: number): number {
  if (Number.isNaN(priority)) throw new RangeError('A priority is NaN; allowed: any other number');
  return priority;
}
