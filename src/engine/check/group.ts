/** Lists by key, the keys and the members of each list in the order in which they came. */
export function groupBy<T, Key>(list: Iterable<T>, keyOf: (member: T) => Key): Map<Key, T[]> {
  const groups = new Map<Key, T[]>();
  for (const member of list) {
    const key = keyOf(member);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [member]);
    else group.push(member);
  }
  return groups;
}
