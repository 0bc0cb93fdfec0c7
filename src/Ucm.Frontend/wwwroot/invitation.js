// The code of an invitation stands behind the # of its link, which browsers send to nobody.
const code = document.getElementById("code");
if (code && !code.value && location.hash.length > 1) {
  code.value = location.hash.slice(1);
}
