// Svelte as it comes; the file is here so that the editor and svelte-check agree with the build.
export default {};
