#include "templates/template.hpp"

#include "base/utf8.hpp"
#include "templates/from_json.hpp"
#include "templates/lexer.hpp"
#include "templates/renderer.hpp"
#include "templates/statement_parser.hpp"
#include "templates/syntax_failure.hpp"

#include <algorithm>
#include <limits>

namespace dpl::templates {

struct Template::Parts {
    std::string name;
    std::string source;
    syntax::Body body;

    std::string where(Offset at) const
    {
        const std::string_view before = std::string_view(source).substr(0, at);
        const auto line = std::count(before.begin(), before.end(), '\n') + 1;
        const std::size_t begin = before.rfind('\n') + 1;
        return name + ":" + std::to_string(line) + ":" + std::to_string(at - begin + 1) + ": ";
    }
};

Template::Template(std::string_view source, std::string name)
{
    auto parts = std::make_unique<Parts>();
    parts->name = std::move(name);
    if (firstInvalidUtf8(source)) {
        throw TemplateError(parts->name + ": the template is not UTF-8", false);
    }
    if (source.size() > std::numeric_limits<Offset>::max() / 2) {
        throw TemplateError(parts->name + ": the template is too long", false);
    }
    parts->source = normalizedSource(source);
    try {
        parts->body = parseTemplate(parts->source);
    } catch (const SyntaxFailure& failure) {
        throw TemplateError(parts->where(failure.at()) + failure.what(), false);
    }
    m_parts = std::move(parts);
}

Template::~Template() = default;
Template::Template(Template&&) noexcept = default;
Template& Template::operator=(Template&&) noexcept = default;

std::string Template::render(const Json& variables, const RenderOptions& options) const
{
    Runtime runtime(options.limits, options.now);
    Renderer renderer(runtime);
    try {
        const auto scope = std::make_shared<Scope>();
        for (const auto& [name, value] : variables.items()) {
            scope->set(name, fromJson(value));
        }
        std::string output;
        renderer.run(m_parts->body, scope, output);
        return output;
    } catch (const Refusal& refusal) {
        throw TemplateError(m_parts->where(renderer.at()) + "the template refuses this input: " + refusal.what(), true);
    } catch (const Failure& failure) {
        throw TemplateError(m_parts->where(renderer.at()) + failure.what(), false);
    }
}

} // namespace dpl::templates
