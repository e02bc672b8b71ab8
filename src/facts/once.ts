/** What is made of an object once is not made of it again: hundreds of alerts of a storm are judged on the very same lists. */

/** `make`, whose answers are remembered for as long as the object itself is. */
export function once<K extends object, V>(make: (key: K) => V): (key: K) => V {
  const made = new WeakMap<K, { value: V }>();
  return (key) => {
    const known = made.get(key) ?? { value: make(key) };
    made.set(key, known);
    return known.value;
  };
}
