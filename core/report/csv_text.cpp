#include "report/csv_text.hpp"

namespace dpl::report {

std::string csvField(std::string_view text)
{
    const bool outerBlanks = !text.empty() && (text.front() == ' ' || text.back() == ' ');
    if (!outerBlanks && text.find_first_of(",\"\r\n") == std::string_view::npos) {
        return std::string(text);
    }
    std::string quoted = "\"";
    for (const char c : text) {
        quoted += c;
        if (c == '"') {
            quoted += c;
        }
    }
    return quoted + '"';
}

std::string csvRecord(const std::vector<std::string>& fields)
{
    std::string record;
    for (std::size_t i = 0; i < fields.size(); ++i) {
        if (i > 0) {
            record += ',';
        }
        record += csvField(fields[i]);
    }
    record += "\r\n";
    return record;
}

} // namespace dpl::report
