// The last component of a package name: v1alpha, v2beta3, v1p1beta1, v1test (buf.build/docs/reference/glossary).
const UNSTABLE = /\.v[1-9]\d*(?:test[^.]*|(?:p[1-9]\d*)?(?:alpha|beta)(?:[1-9]\d*)?)$/;

/** Does the last component of a package name say alpha, beta or test? */
export const isUnstable = (name: string): boolean => UNSTABLE.test(name);
