#include "templates/percent_format.hpp"

#include "templates/characters.hpp"
#include "templates/escape.hpp"
#include "templates/mapping.hpp"
#include "templates/number_format.hpp"
#include "templates/operators.hpp"
#include "templates/text_changes.hpp"
#include "templates/written.hpp"

#include <cmath>

namespace dpl::templates {

namespace {

constexpr std::int64_t widestPercent = 1'000'000;

class PercentFormat {
public:
    PercentFormat(Runtime& runtime, const Text& format, const Value& arguments)
        : m_runtime(runtime), m_format(format), m_arguments(arguments)
    {
    }

    Value write()
    {
        const std::string& format = *m_format;
        std::string result;
        while (m_at < format.size()) {
            const std::size_t next = std::min(format.find('%', m_at), format.size());
            result.append(format, m_at, next - m_at);
            m_at = next;
            if (m_at < format.size()) {
                ++m_at;
                result += writeDirective();
                m_runtime.budget().make(result.size() / 16);
            }
        }
        const bool mayHaveMore =
            m_arguments.is<Dict>() || m_arguments.is<List>() || m_arguments.is<Undefined>() || m_arguments.is<Range>();
        if (m_used < argumentCount() && !mayHaveMore) {
            throw Failure("% is given more arguments than the format has places");
        }
        return m_runtime.text(std::move(result), m_format.isMarkup);
    }

private:
    std::size_t argumentCount() const
    {
        const Tuple* tuple = m_arguments.get<Tuple>();
        return tuple ? tuple->items->values.size() : 1;
    }

    Value nextArgument()
    {
        if (m_used >= argumentCount()) {
            throw Failure("% is given fewer arguments than the format has places");
        }
        const Tuple* tuple = m_arguments.get<Tuple>();
        return tuple ? tuple->items->values[m_used++] : (++m_used, m_arguments);
    }

    char peek() const
    {
        if (m_at >= m_format->size()) {
            throw Failure("a format ends within a place for an argument");
        }
        return (*m_format)[m_at];
    }

    /// A number, or * for an argument.
    std::optional<std::int64_t> number()
    {
        if (peek() == '*') {
            ++m_at;
            const auto given = wholeNumber(nextArgument());
            if (!given) {
                throw Failure("* in a format needs a whole number");
            }
            return given;
        }
        std::optional<std::int64_t> value;
        while (peek() >= '0' && peek() <= '9' && value.value_or(0) <= widestPercent) {
            value = value.value_or(0) * 10 + (peek() - '0');
            ++m_at;
        }
        return value;
    }

    std::string writeDirective()
    {
        if (peek() == '%') {
            ++m_at;
            return "%";
        }
        std::optional<Value> named;
        if (peek() == '(') {
            named = namedArgument();
        }
        std::string flags;
        while (std::string_view("#0- +").find(peek()) != std::string_view::npos) {
            flags += (*m_format)[m_at++];
        }
        std::int64_t width = number().value_or(0);
        if (width < 0) {
            flags += '-';
            width = -width;
        }
        std::optional<std::int64_t> precision;
        if (peek() == '.') {
            ++m_at;
            precision = std::max<std::int64_t>(number().value_or(0), 0);
        }
        while (peek() == 'l' || peek() == 'h' || peek() == 'L') {
            ++m_at;
        }
        if (width > widestPercent || precision.value_or(0) > 100'000) {
            throw Failure("a width or precision in a format is too large");
        }
        const char type = (*m_format)[m_at++];
        if (type == '%') {
            return "%";
        }
        const Value argument = named ? *named : nextArgument();
        return aligned(type, argument, flags, width, precision);
    }

    Value namedArgument()
    {
        const std::size_t close = m_format->find(')', m_at);
        if (close == std::string::npos) {
            throw Failure("a format has a ( without )");
        }
        const std::string key = m_format->substr(m_at + 1, close - m_at - 1);
        m_at = close + 1;
        const Dict* dict = m_arguments.get<Dict>();
        if (!dict) {
            throw Failure("a format with names needs a dict, not a " + kindOf(m_arguments));
        }
        const Value* found = dict->entries->find(std::string_view(key));
        if (!found) {
            throw Failure("a format names \"" + key + "\", which the dict lacks");
        }
        m_used = 1;
        return *found;
    }

    std::string aligned(char type, const Value& argument, const std::string& flags, std::int64_t width,
        const std::optional<std::int64_t>& precision)
    {
        const bool isLeft = flags.find('-') != std::string::npos;
        const bool isZero = flags.find('0') != std::string::npos && !isLeft;
        if (type == 's' || type == 'r' || type == 'a' || type == 'c') {
            std::string text = textOf(type, argument);
            if (precision && type != 'c') {
                text = encoded(decoded(text).substr(0, static_cast<std::size_t>(*precision)));
            }
            return padded(m_runtime, text, width, " ", !isLeft);
        }
        bool isNegative = false;
        std::string digits = digitsOf(type, argument, precision, flags.find('#') != std::string::npos, isNegative);
        const std::string sign = isNegative        ? "-"
            : flags.find('+') != std::string::npos ? "+"
            : flags.find(' ') != std::string::npos ? " "
                                                   : "";
        const bool isFinite = !digits.empty() && (digits.back() < 'a' || digits.back() > 'z' || type == 'x');
        if (isZero && isFinite) {
            const std::size_t prefix = digits.size() > 1 && digits[0] == '0' && digits[1] >= 'A' ? 2 : 0;
            return sign + digits.substr(0, prefix)
                + padded(m_runtime, digits.substr(prefix), width - static_cast<std::int64_t>(sign.size() + prefix), "0",
                    true);
        }
        return padded(m_runtime, sign + digits, width, " ", !isLeft);
    }

    std::string textOf(char type, const Value& argument)
    {
        if (type == 'a') {
            throw Failure("%a is not supported in a format; %s and %r are");
        }
        if (type == 'c') {
            if (const auto code = wholeNumber(argument)) {
                if (*code < 0 || *code > 0x10ffff || (*code >= 0xd800 && *code < 0xe000)) {
                    throw Failure("%c needs a character");
                }
                const auto c = static_cast<char32_t>(*code);
                return encoded(std::u32string_view(&c, 1));
            }
            if (!argument.text() || characterCount(*argument.text()) != 1) {
                throw Failure("%c needs a character");
            }
            return *argument.text();
        }
        std::string text = type == 'r' ? represented(m_runtime, argument) : written(m_runtime, argument);
        const Text* held = argument.get<Text>();
        return m_format.isMarkup && !(held && held->isMarkup) ? escaped(text) : text;
    }

    std::string digitsOf(char type, const Value& argument, const std::optional<std::int64_t>& precision,
        bool isAlternate, bool& isNegative)
    {
        requireDefined(argument);
        const auto whole = wholeNumber(argument);
        const double* real = argument.get<double>();
        if (std::string_view("feEgGF").find(type) != std::string_view::npos && (whole || real)) {
            const double value = real ? *real : static_cast<double>(*whole);
            isNegative = std::signbit(value) && !std::isnan(value);
            return realDigits(std::abs(value), type, static_cast<int>(precision.value_or(6)));
        }
        const bool isDecimal = type == 'd' || type == 'i' || type == 'u';
        const bool isOther = type == 'x' || type == 'X' || type == 'o';
        if ((!isDecimal && !isOther) || (!whole && !(real && isDecimal))) {
            throw Failure(std::string("%") + type + " does not write a " + kindOf(argument)
                + (isDecimal || isOther ? "" : "; d i u f e g x o s r and c are the types that a format has"));
        }
        if (real && !(std::abs(*real) < 9.2e18)) {
            throw Failure("a number is too large for %d");
        }
        const std::int64_t number = whole ? *whole : static_cast<std::int64_t>(*real);
        isNegative = number < 0;
        const std::uint64_t size =
            isNegative ? std::uint64_t{0} - static_cast<std::uint64_t>(number) : static_cast<std::uint64_t>(number);
        std::string digits = wholeDigits(size, isDecimal ? 'd' : type);
        if (precision && static_cast<std::int64_t>(digits.size()) < *precision) {
            digits.insert(0, static_cast<std::size_t>(*precision) - digits.size(), '0');
        }
        return isAlternate && isOther ? std::string("0") + type + digits : digits;
    }

    Runtime& m_runtime;
    const Text& m_format;
    const Value& m_arguments;
    std::size_t m_at = 0;
    std::size_t m_used = 0;
};

} // namespace

Value percentFormat(Runtime& runtime, const Text& format, const Value& arguments)
{
    return PercentFormat(runtime, format, arguments).write();
}

} // namespace dpl::templates
