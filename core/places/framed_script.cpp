#include "places/framed_script.hpp"

#include <charconv>
#include <string_view>

namespace dpl::places {

namespace {

constexpr std::string_view beginMark = "\001dpl-begin\n";
constexpr std::string_view endMark = "\n\001dpl-end ";

} // namespace

FramedScript framed(const std::string& script, const std::string& input)
{
    const std::string whole = "printf '\\001dpl-begin\\n'; printf '\\001dpl-begin\\n' >&2\n"
                              "(\n"
        + script
        + "\n)\n"
          "printf '\\n\\001dpl-end %s\\n' \"$?\"\n";
    // dd, by single bytes, takes what it is told and not one byte more; csh and fish know these quotes, too.
    return {"exec sh -c 'eval \"$(dd bs=1 count=" + std::to_string(whole.size()) + " 2>/dev/null)\"'", whole + input};
}

std::optional<std::size_t> framedBegin(const std::string& out)
{
    const std::size_t mark = out.find(beginMark);
    return mark == std::string::npos ? std::nullopt : std::optional(mark + beginMark.size());
}

bool hasBegun(const std::string& out)
{
    return framedBegin(out).has_value();
}

std::optional<FramedAnswer> framedAnswer(const std::string& out)
{
    const auto begin = framedBegin(out);
    const std::size_t end = out.rfind(endMark);
    if (!begin || end == std::string::npos || end < *begin) {
        return std::nullopt;
    }
    FramedAnswer answer;
    const char* digits = out.data() + end + endMark.size();
    const auto [rest, error] = std::from_chars(digits, out.data() + out.size(), answer.status);
    if (error != std::errc() || rest == out.data() + out.size() || *rest != '\n') {
        return std::nullopt; // it broke off within the mark
    }
    answer.out = out.substr(*begin, end - *begin);
    return answer;
}

std::string framedErrors(const std::string& errors)
{
    const auto begin = framedBegin(errors);
    return begin ? errors.substr(*begin) : errors;
}

} // namespace dpl::places
