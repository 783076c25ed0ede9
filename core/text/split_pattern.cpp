#include "text/split_pattern.hpp"

#include "base/error.hpp"
#include "text/pattern_dialect.hpp"

#include <cstdint>
#include <new>

#define PCRE2_CODE_UNIT_WIDTH 8
#include <pcre2.h>

namespace dpl::text {

namespace {

/// What tokenizers have is a hundredth of it; a pattern from a stranger may not take the memory of the machine.
constexpr std::size_t longestPattern = std::size_t{1} << 15;

/// Steps of one search: some, and some for each byte of the text. A pattern that backtracks more has no end in sight.
constexpr std::size_t freeSteps = 1'000'000;
constexpr std::size_t stepsPerByte = 16;

constexpr std::size_t firstStackBytes = std::size_t{32} << 10;
constexpr std::size_t mostStackBytes = std::size_t{8} << 20;

std::string messageOf(int code)
{
    PCRE2_UCHAR buffer[256]{};
    pcre2_get_error_message(code, buffer, sizeof buffer);
    return reinterpret_cast<const char*>(buffer);
}

template <auto release> struct Release {
    template <typename T> void operator()(T* value) const { release(value); }
};

} // namespace

struct SplitPattern::Code {
    std::unique_ptr<pcre2_code, Release<pcre2_code_free>> code;
    bool isCompiledToMachineCode = false;
};

struct SplitPattern::Scratch::State {
    std::unique_ptr<pcre2_match_data, Release<pcre2_match_data_free>> data{pcre2_match_data_create(1, nullptr)};
    std::unique_ptr<pcre2_match_context, Release<pcre2_match_context_free>> context{
        pcre2_match_context_create(nullptr)};
    std::unique_ptr<pcre2_jit_stack, Release<pcre2_jit_stack_free>> stack{
        pcre2_jit_stack_create(firstStackBytes, mostStackBytes, nullptr)};
};

SplitPattern::Scratch::Scratch() : m_state(std::make_unique<State>())
{
    if (!m_state->data || !m_state->context) {
        throw std::bad_alloc();
    }
    if (m_state->stack) { // none where PCRE2 has no just-in-time compiler
        pcre2_jit_stack_assign(m_state->context.get(), nullptr, m_state->stack.get());
    }
}

SplitPattern::Scratch::~Scratch() = default;

SplitPattern::SplitPattern(std::string_view pattern, std::string where)
    : SplitPattern(pattern, pcre2Dialect(pattern, where), where)
{
}

SplitPattern::SplitPattern(std::string_view pattern, const std::string& translated, std::string where)
    : m_text(pattern), m_where(std::move(where)), m_code(std::make_unique<Code>())
{
    if (translated.size() > longestPattern) {
        throw Error(
            m_where + ": a pattern of " + std::to_string(pattern.size()) + " bytes is longer than any tokenizer's");
    }
    std::unique_ptr<pcre2_compile_context, Release<pcre2_compile_context_free>> context(
        pcre2_compile_context_create(nullptr));
    if (!context) {
        throw std::bad_alloc();
    }
    pcre2_set_newline(context.get(), PCRE2_NEWLINE_LF);
    pcre2_set_parens_nest_limit(context.get(), 100);
    int code = 0;
    PCRE2_SIZE offset = 0;
    m_code->code.reset(pcre2_compile(reinterpret_cast<PCRE2_SPTR>(translated.data()), translated.size(),
        PCRE2_UTF | PCRE2_UCP | PCRE2_MULTILINE | PCRE2_NEVER_BACKSLASH_C, &code, &offset, context.get()));
    if (!m_code->code) {
        throw Error(m_where + ": the pattern \"" + m_text.substr(0, 200) + "\" cannot be read: " + messageOf(code)
            + " (at offset " + std::to_string(offset) + " of \"" + translated.substr(0, 200) + "\")");
    }
    m_code->isCompiledToMachineCode = pcre2_jit_compile(m_code->code.get(), PCRE2_JIT_COMPLETE) == 0;
}

SplitPattern::~SplitPattern() = default;
SplitPattern::SplitPattern(SplitPattern&&) noexcept = default;
SplitPattern& SplitPattern::operator=(SplitPattern&&) noexcept = default;

SplitPattern SplitPattern::literally(std::string_view text, std::string where)
{
    std::string escaped;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 && !std::isalnum(byte)) {
            static constexpr char digits[] = "0123456789abcdef";
            escaped += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
        } else {
            escaped += c;
        }
    }
    return SplitPattern(text, escaped, std::move(where));
}

bool SplitPattern::find(std::string_view text, std::size_t from, Match& match, Scratch& scratch) const
{
    Scratch::State& state = *scratch.m_state;
    const auto subject = reinterpret_cast<PCRE2_SPTR>(text.data());
    const std::size_t steps = freeSteps + stepsPerByte * text.size();
    pcre2_set_match_limit(state.context.get(), static_cast<std::uint32_t>(std::min<std::size_t>(steps, UINT32_MAX)));
    const int result = m_code->isCompiledToMachineCode
        ? pcre2_jit_match(m_code->code.get(), subject, text.size(), from, 0, state.data.get(), state.context.get())
        : pcre2_match(m_code->code.get(), subject, text.size(), from, PCRE2_NO_UTF_CHECK, state.data.get(),
              state.context.get());
    if (result == PCRE2_ERROR_NOMATCH) {
        return false;
    }
    if (result < 0) {
        throw Error(m_where + ": the pattern \"" + m_text.substr(0, 200) + "\" fails on a text of "
            + std::to_string(text.size()) + " bytes (" + messageOf(result) + "); use another tokenizer");
    }
    const PCRE2_SIZE* bounds = pcre2_get_ovector_pointer(state.data.get());
    match = {bounds[0], bounds[1]};
    return true;
}

} // namespace dpl::text
