#include "templates/globals.hpp"

#include "templates/cycler.hpp"
#include "templates/iteration.hpp"
#include "templates/mapping.hpp"
#include "templates/namespace_object.hpp"
#include "templates/operators.hpp"
#include "templates/written.hpp"

namespace dpl::templates {

namespace {

constexpr std::int64_t longestRange = 100'000; // Jinja's sandbox has the same
constexpr std::int64_t farthestRange = std::int64_t{1} << 52; // far from where slices of it could overflow

Value makeRange(Runtime&, const Arguments& arguments)
{
    const BoundArguments given("range", arguments, {"/start", "/stop", "/step"}, 1);
    Range range{0, given.integer(0), given.integer(2, 1)};
    if (given.has(1)) {
        range.start = range.stop;
        range.stop = given.integer(1);
    }
    if (range.step == 0) {
        throw Failure("the step of a range must not be 0");
    }
    for (const std::int64_t number : {range.start, range.stop, range.step}) {
        if (number > farthestRange || number < -farthestRange) {
            throw Failure("a range goes to numbers beyond 2^52");
        }
    }
    const double span =
        (static_cast<double>(range.stop) - static_cast<double>(range.start)) / static_cast<double>(range.step);
    if (span > static_cast<double>(longestRange)) {
        throw Failure("a range has more than " + std::to_string(longestRange) + " numbers");
    }
    return range;
}

Mapping mappingOf(Runtime& runtime, const Arguments& arguments)
{
    Mapping entries;
    if (arguments.positional.size() > 1) {
        throw Failure("dict takes at most one argument by position");
    }
    if (!arguments.positional.empty()) {
        const Value& from = arguments.positional[0];
        requireDefined(from);
        if (const Dict* dict = from.get<Dict>()) {
            entries = *dict->entries;
        } else {
            const Next next = valuesOf(runtime, from);
            for (Value pair; next(pair);) {
                std::vector<Value> parts = collected(runtime, pair);
                if (parts.size() != 2) {
                    throw Failure("dict needs pairs of keys and values");
                }
                entries.set(parts[0], parts[1]);
            }
        }
    }
    for (const auto& [name, value] : arguments.named) {
        entries.set(name, value);
    }
    runtime.budget().make(entries.size() * 2 * sizeof(Value));
    return entries;
}

Value makeNamespace(Runtime& runtime, const Arguments& arguments)
{
    const auto made = std::make_shared<Namespace>();
    runtime.keepUntilTheEnd([made] { made->clear(); });
    const Mapping members = mappingOf(runtime, arguments);
    for (const auto& [name, value] : members.entries()) {
        made->set(name.text() ? *name.text() : written(runtime, name), value);
    }
    return std::static_pointer_cast<Object>(made);
}

/// `dict`, which can be called and has fromkeys.
class DictMaker : public Object {
public:
    std::string kind() const override { return "function dict"; }
    bool isCallable() const override { return true; }
    Value call(Runtime& runtime, const Arguments& arguments) override
    {
        return makeDict(mappingOf(runtime, arguments));
    }
    std::optional<Value> attribute(Runtime&, std::string_view name) override
    {
        return name == "fromkeys" ? std::optional(makeFunction("fromkeys", fromKeys)) : std::nullopt;
    }

private:
    static Value fromKeys(Runtime& runtime, const Arguments& arguments)
    {
        const BoundArguments given("fromkeys", arguments, {"/keys", "/value"}, 1);
        Mapping entries;
        for (const Value& key : collected(runtime, given[0])) {
            entries.set(key, given.has(1) ? given[1] : Value(None{}));
        }
        return makeDict(std::move(entries));
    }
};

Value raiseException(Runtime& runtime, const Arguments& arguments)
{
    const BoundArguments given("raise_exception", arguments, {"message"}, 1);
    throw Refusal(written(runtime, given[0]));
}

Value formatNow(Runtime& runtime, const Arguments& arguments)
{
    const BoundArguments given("strftime_now", arguments, {"format"}, 1);
    return runtime.text(formatTime(runtime.now(), given.text(0)));
}

} // namespace

std::optional<Value> globalNamed(std::string_view name)
{
    if (name == "range") {
        return makeFunction("range", makeRange);
    }
    if (name == "namespace") {
        return makeFunction("namespace", makeNamespace);
    }
    if (name == "dict") {
        return Value(std::static_pointer_cast<Object>(std::make_shared<DictMaker>()));
    }
    if (name == "raise_exception") {
        return makeFunction("raise_exception", raiseException);
    }
    if (name == "strftime_now") {
        return makeFunction("strftime_now", formatNow);
    }
    if (name == "cycler") {
        return makeFunction("cycler", makeCycler);
    }
    if (name == "joiner") {
        return makeFunction("joiner", makeJoiner);
    }
    return std::nullopt;
}

} // namespace dpl::templates
