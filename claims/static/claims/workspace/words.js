/* Words of the page with their gaps filled in. */
export const fill = (words, ...values) =>
  values.reduce((said, value) => said.replace("%s", value), words);
