// Whether a condition's tree holds for the answers by variable: true, false, or null for unknown.
// Means the same as survey/questionnaire/conditions.py; the tests compare them case by case.
function truth(tree, answers) {
  var sign = tree[0], id = tree[1], named = tree[2], either = sign === "or";
  if (/and|or|not/.test(sign)) {
    var all = tree.slice(1).map(function (branch) {
      return truth(branch, answers);
    });
    if (sign === "not") return all[0] === null ? null : !all[0];
    return all.indexOf(either) >= 0 ? either : all.indexOf(null) >= 0 ? null : !either;
  }
  var value = answers[id], known = value != null && !/^(declined|dont_know|not_applicable)$/.test(value);
  if (sign === "asked") return id in answers;
  if (sign === "declined") return value === sign;
  if (sign === "answered") return known;
  if (!known) return null;
  if (named.map) return named[sign === "all" ? "every" : "some"](function (code) {
    return [].concat(value).indexOf(code) >= 0;
  });
  // "<=" holds when the order is one of its two signs, "!=" when it is not "=".
  var order = value < named ? "<" : value > named ? ">" : "=";
  return sign.indexOf(order) >= 0 !== (sign === "!=");
}
