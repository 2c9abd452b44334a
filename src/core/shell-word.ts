/** A text as one word of a POSIX shell: as it is where nothing in it means anything to a shell, else in single quotes. */
export const shellWord = (text: string): string =>
  /^[\w.@%:/+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
