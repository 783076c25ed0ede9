#pragma once

#include <map>
#include <string>
#include <vector>

namespace dpl::test {

struct XmlElement {
    std::string name;
    std::map<std::string, std::string> attributes;
    std::string text; ///< of it and of the elements in it, with entities resolved
};

/// The elements of an XML document, in the order in which they begin. Throws std::runtime_error, saying where, for a
/// document that is not well-formed: tags that do not match, attributes twice or without quotes, bare markup, unknown
/// entities, control characters, bytes that are not UTF-8. Knows no comments, DTDs or CDATA sections, so that they
/// fail.
std::vector<XmlElement> xmlElements(const std::string& document);

} // namespace dpl::test
