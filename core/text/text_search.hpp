#pragma once

#include <string>

namespace dpl::text {

/// Finds a text in others, whether letters are upper or lower case.
class TextSearch {
public:
    explicit TextSearch(const std::string& wanted);

    bool isIn(std::string text) const;

private:
    std::string m_wanted; ///< in lower case
    bool m_isAscii;
};

} // namespace dpl::text
