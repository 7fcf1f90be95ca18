#include "array/functions/signature.hpp"

#include <cctype>
#include <utility>

#include <troupe/error.hpp>

namespace troupe {

namespace {

class Parser {
public:
  explicit Parser(std::string_view text) : text_(text) {}

  CoreSignature parse() {
    CoreSignature signature;
    signature.inputs = parse_list();
    expect('-');
    expect('>');
    signature.outputs = parse_list();
    if (peek() != '\0')
      refuse("nothing more");
    return signature;
  }

private:
  std::vector<std::vector<std::string>> parse_list() {
    std::vector<std::vector<std::string>> list{parse_core()};
    while (take(','))
      list.push_back(parse_core());
    return list;
  }

  std::vector<std::string> parse_core() {
    expect('(');
    std::vector<std::string> names;
    if (take(')'))
      return names;
    do
      names.push_back(parse_name());
    while (take(','));
    expect(')');
    return names;
  }

  std::string parse_name() {
    std::string name;
    peek();
    while (at_ < text_.size()
           && (std::isalnum(static_cast<unsigned char>(text_[at_])) != 0 || text_[at_] == '_'))
      name += text_[at_++];
    if (name.empty())
      refuse("a name");
    return name;
  }

  char peek() {
    while (at_ < text_.size() && text_[at_] == ' ')
      ++at_;
    return at_ < text_.size() ? text_[at_] : '\0';
  }
  bool take(char wanted) {
    if (peek() != wanted)
      return false;
    ++at_;
    return true;
  }
  void expect(char wanted) {
    if (!take(wanted))
      refuse(std::string("'") + wanted + "'");
  }
  [[noreturn]] void refuse(const std::string& wanted) const {
    throw ValueError("\"" + std::string(text_) + "\" is no signature: at position " + std::to_string(at_)
                     + " " + wanted + " was expected, as in \"(m,n),(n)->(m)\"");
  }

  std::string_view text_;
  std::size_t at_ = 0;
};

} // namespace

CoreSignature parse_signature(std::string_view text) { return Parser(text).parse(); }

} // namespace troupe
