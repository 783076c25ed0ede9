#pragma once

#include "templates/operators.hpp"
#include "templates/token.hpp"

#include <memory>
#include <optional>
#include <string>
#include <variant>
#include <vector>

/// What a template is made of, as the parser finds it.
namespace dpl::templates::syntax {

struct Expression;
using ExpressionPointer = std::unique_ptr<const Expression>;

struct Constant {
    Value value;
};

struct Name {
    std::string name;
};

struct TupleDisplay {
    std::vector<ExpressionPointer> elements;
};

struct ListDisplay {
    std::vector<ExpressionPointer> elements;
};

struct DictDisplay {
    std::vector<std::pair<ExpressionPointer, ExpressionPointer>> entries;
};

struct Negation { ///< not
    ExpressionPointer operand;
};

struct Sign { ///< + or - before a number
    ExpressionPointer operand;
    bool isMinus;
};

struct Computation {
    Arithmetic operation;
    ExpressionPointer left;
    ExpressionPointer right;
};

struct Concatenation { ///< ~
    std::vector<ExpressionPointer> parts;
};

struct Comparisons { ///< a < b <= c
    ExpressionPointer first;
    std::vector<std::pair<Comparison, ExpressionPointer>> others;
};

struct Alternative { ///< or; with isBoth, and
    ExpressionPointer left;
    ExpressionPointer right;
    bool isBoth;
};

struct Condition { ///< then if test else otherwise
    ExpressionPointer test;
    ExpressionPointer then;
    ExpressionPointer otherwise; ///< may be absent
};

struct Attribute { ///< value.name
    ExpressionPointer value;
    std::string name;
};

struct Subscript { ///< value[key]
    ExpressionPointer value;
    ExpressionPointer key;
};

struct Slice { ///< value[start:stop:step], each of which may be absent
    ExpressionPointer value;
    ExpressionPointer start;
    ExpressionPointer stop;
    ExpressionPointer step;
};

struct CallArguments {
    std::vector<ExpressionPointer> positional;
    std::vector<std::pair<std::string, ExpressionPointer>> named;
    ExpressionPointer allPositional; ///< *values
    ExpressionPointer allNamed; ///< **values
};

struct Call {
    ExpressionPointer function;
    CallArguments arguments;
};

struct FilterUse { ///< value|name(arguments)
    ExpressionPointer value; ///< absent where a block is filtered
    std::string name;
    CallArguments arguments;
};

struct TestUse { ///< value is name(arguments)
    ExpressionPointer value;
    std::string name;
    CallArguments arguments;
};

struct Expression {
    std::variant<Constant, Name, TupleDisplay, ListDisplay, DictDisplay, Negation, Sign, Computation, Concatenation,
        Comparisons, Alternative, Condition, Attribute, Subscript, Slice, Call, FilterUse, TestUse>
        node;
    Offset at = 0;
    int height = 1; ///< of the tree below it
};

/// What can stand before = in a set, or be a loop's variable.
struct Target {
    std::string name;
    std::optional<std::string> member; ///< of the namespace `name`
    std::vector<Target> parts; ///< of a tuple, which has no name
    bool isTuple = false;
    Offset at = 0;
};

struct Statement;
using Body = std::vector<std::unique_ptr<const Statement>>;

struct Data {
    Value text;
};

struct Output {
    std::vector<ExpressionPointer> values;
};

struct Branch {
    ExpressionPointer test;
    Body body;
};

struct If {
    std::vector<Branch> branches;
    Body otherwise;
};

struct For {
    Target target;
    ExpressionPointer values;
    ExpressionPointer test; ///< may be absent
    bool isRecursive = false;
    Body body;
    Body otherwise;
};

struct Set {
    Target target;
    ExpressionPointer value;
};

struct SetBlock {
    Target target;
    ExpressionPointer filter; ///< may be absent
    Body body;
};

struct Parameter {
    std::string name;
    ExpressionPointer fallback; ///< may be absent
};

/// What a macro or the body of a call block takes, and is.
struct MacroBody {
    std::string name;
    std::vector<Parameter> parameters;
    Body body;
    bool usesCaller = false;
    bool usesNamed = false; ///< kwargs
    bool usesPositional = false; ///< varargs
};

struct Macro {
    MacroBody macro;
};

struct CallBlock {
    MacroBody caller;
    ExpressionPointer call;
};

struct FilterBlock {
    ExpressionPointer filter;
    Body body;
};

struct With {
    std::vector<std::pair<Target, ExpressionPointer>> assignments;
    Body body;
};

struct Generation { ///< what the assistant writes
    Body body;
};

struct Break { };
struct Continue { };

struct Statement {
    std::variant<Data, Output, If, For, Set, SetBlock, Macro, CallBlock, FilterBlock, With, Generation, Break, Continue>
        node;
    Offset at = 0;
};

} // namespace dpl::templates::syntax
