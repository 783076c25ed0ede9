// Chat templates: whatever one says, it renders within its limits, or an Error says why not; equal input gives equal
// text.

#include "templates/chat_template.hpp"

#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <string>

namespace {

using namespace dpl;

const Json& messages()
{
    static const Json list = Json::parse(R"([
        {"role": "system", "content": "Be brief."},
        {"role": "user", "content": [{"type": "text", "text": " Grüße 😀 "}, {"type": "image"}]},
        {"role": "assistant", "content": null, "tool_calls": [{"id": "abcdefgh1", "type": "function",
            "function": {"name": "f", "arguments": {"x": [1, 2.5, true, null]}}}]},
        {"role": "tool", "content": "12 °C", "tool_call_id": "abcdefgh1"},
        {"role": "assistant", "content": "<think>a</think>b", "reasoning": "c"}])");
    return list;
}

const Json& others()
{
    static const Json variables = Json::parse(R"({"tools": [{"type": "function", "function": {"name": "f",
        "description": "d", "parameters": {"type": "object", "properties": {"x": {"type": "array", "items":
        {"type": "number"}}}, "required": []}}}], "add_generation_prompt": true, "n": 3, "words": ["b", "A", "a"]})");
    return variables;
}

std::string rendering(const templates::ChatTemplate& tested)
{
    templates::RenderOptions options;
    options.limits = {.steps = 200'000, .bytes = 4'000'000};
    options.now = [] { return templates::LocalTime(); };
    try {
        return tested.render(messages(), others(), options);
    } catch (const Error& error) {
        return error.what();
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size)
{
    const std::string_view source(reinterpret_cast<const char*>(data), size);
    try {
        const templates::ChatTemplate tested(source, "fuzzed", {{"bos_token", "<s>"}, {"eos_token", "</s>"}});
        if (rendering(tested) != rendering(tested)) {
            std::cerr << "finding: a template renders differently the second time\n";
            std::abort();
        }
    } catch (const Error&) {
    }
    return 0;
}
