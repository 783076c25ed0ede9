#include "pages/train/parameter_field.hpp"

#include "base/error.hpp"
#include "base/font_scale.hpp"
#include "base/json_text.hpp"
#include "preference/head_options.hpp"
#include "sweep/percentages.hpp"
#include "widgets/field_note.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/wrong_mark.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>

#include <map>

namespace dpl::ui {

namespace {

constexpr int fieldWidth = 112;

/// Parameters whose values core names.
const std::map<std::string, QStringList>& choices()
{
    static const auto lists = [] {
        std::map<std::string, QStringList> all{
            {"lr_scheduler_type",
                {QStringLiteral("cosine"), QStringLiteral("step"), QStringLiteral("linear"),
                    QStringLiteral("constant")}},
            {"optim", {QStringLiteral("adamw_torch"), QStringLiteral("adamw_hf")}},
            {"long_comparisons", {QStringLiteral("leave_out"), QStringLiteral("truncate"), QStringLiteral("refuse")}},
            {"metric_for_best_model", {QStringLiteral("loss"), QStringLiteral("accuracy")}},
        };
        for (const preference::HeadOption& option : preference::headOptions()) {
            for (const std::string& choice : option.choices) {
                all[option.name] << QString::fromStdString(choice);
            }
        }
        return all;
    }();
    return lists;
}

QString textOf(const Json& value)
{
    if (value.is_number()) {
        return QString::fromStdString(sweep::textOf({value}));
    }
    if (value.is_array() && !value.empty() && value.front().is_number()) {
        return QString::fromStdString(sweep::textOf(value.get<std::vector<Json>>()));
    }
    if (value.is_array()) {
        QStringList parts;
        for (const Json& entry : value) {
            parts << textOf(entry);
        }
        return parts.join(QStringLiteral(", "));
    }
    return value.is_null() ? QString()
                           : QString::fromStdString(value.is_string() ? value.get<std::string>() : dumpJson(value));
}

QStringList partsOf(const QString& text)
{
    QStringList parts;
    for (const QString& part : text.split(u',', Qt::SkipEmptyParts)) {
        parts << part.trimmed();
    }
    parts.removeAll(QString());
    return parts;
}

/// What an empty field of a number stands for; empty if it must not be.
QString meaningOfNone(const std::string& name)
{
    return name == "train_dataset_size" || name == "eval_dataset_size" ? ParameterField::tr("all")
        : name == "eval_steps" || name == "early_stopping_patience"    ? ParameterField::tr("never")
        : name == "holdout_share"                                      ? ParameterField::tr("none")
        : name == "hidden_context_ratio"                               ? ParameterField::tr("unchanged")
                                                                       : QString();
}

QString placeholderOf(const std::string& name)
{
    return name == "tokenizer_name"     ? ParameterField::tr("the backbone's own")
        : name == "chat_template"       ? ParameterField::tr("the tokenizer's own")
        : name == "columns"             ? ParameterField::tr("as they are called")
        : name == "start_from"          ? ParameterField::tr("none: new weights")
        : name == "lora_target_modules" ? ParameterField::tr("default")
                                        : ParameterField::tr("none chosen");
}

} // namespace

ParameterField::ParameterField(
    const QString& label, const std::string& name, const Json& defaultValue, const QString& help, QWidget* parent)
    : QWidget(parent), m_name(name), m_labelText(label)
{
    const QString fallback = shown(defaultValue);
    const QString several = sweep::numberKind(name)
        ? tr(". Several values make one run each: 1 2 4, 0-9, 0-4,7, 1e-6..1e-4 log, 0..0.5 3, 0..1 step 0.1")
        : QString();
    const QString share =
        sweep::isPercentage(name) ? tr(". In percent; in files and on the command line 10 % is 0.1") : QString();
    m_toolTip = tr("%1\n\nDefault of the command line: %2.  Flag: --%3")
                    .arg(help + several + share,
                        defaultValue.is_boolean() ? (defaultValue.get<bool>() ? tr("on") : tr("off"))
                            : fallback.isEmpty()  ? tr("none")
                                                  : fallback,
                        QString::fromStdString(name));
    m_label = new SecondaryLabel(label);
    m_label->setWordWrap(true);
    m_control = makeControl(defaultValue);
    m_label->setBuddy(m_control);
    m_control->setAccessibleName(label);
    m_control->setObjectName(QString::fromStdString(name));
    m_note = new FieldNote(tr("What is to be known of %1").arg(label));
    for (QWidget* widget : {static_cast<QWidget*>(m_label), m_control}) {
        widget->setToolTip(m_toolTip);
    }
    m_row = new QHBoxLayout;
    m_row->setSpacing(8);
    m_row->addWidget(m_control);
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(0);
    m_grid->setColumnStretch(0, 1);
    m_grid->addWidget(m_label, 0, 0);
    m_grid->addLayout(m_row, 0, 1, Qt::AlignRight);
    m_grid->addWidget(m_note, 2, 0, 1, 2);
}

QWidget* ParameterField::makeControl(const Json& defaultValue)
{
    if (defaultValue.is_boolean()) {
        return makeCheckBox();
    }
    if (const auto list = choices().find(m_name); list != choices().end()) {
        return makeChoice(list->second);
    }
    auto* edit = new QLineEdit;
    edit->setFixedWidth(forFont(*this, fieldWidth));
    m_show = [edit](const Json& value) { edit->setText(textOf(value)); }; // of a long path its end is seen
    if (sweep::numberKind(m_name)) {
        readNumbers(edit, defaultValue);
    } else {
        edit->setPlaceholderText(placeholderOf(m_name));
        m_read = [edit] { return Json(edit->text().trimmed().toStdString()); };
    }
    if (defaultValue.is_array()) {
        m_show = [edit](const Json& value) {
            edit->setText(textOf(value));
            edit->setCursorPosition(0);
        };
        m_read = [edit] {
            Json names = Json::array();
            for (const QString& part : partsOf(edit->text())) {
                names.push_back(part.toStdString());
            }
            return names;
        };
    }
    connect(edit, &QLineEdit::textChanged, this, [this] {
        showUnderstood();
        Q_EMIT changed();
    });
    return edit;
}

QWidget* ParameterField::makeCheckBox()
{
    auto* box = new QCheckBox;
    m_read = [box] { return Json(box->isChecked()); };
    m_show = [box](const Json& value) { box->setChecked(value.is_boolean() && value.get<bool>()); };
    connect(box, &QCheckBox::toggled, this, &ParameterField::changed);
    return box;
}

QWidget* ParameterField::makeChoice(const QStringList& choices)
{
    auto* combo = new QComboBox;
    combo->addItems(choices);
    combo->setMinimumWidth(forFont(*this, fieldWidth));
    combo->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    m_read = [combo] { return Json(combo->currentText().toStdString()); };
    m_show = [combo](const Json& value) { combo->setCurrentText(textOf(value)); };
    connect(combo, &QComboBox::currentIndexChanged, this, &ParameterField::changed);
    return combo;
}

void ParameterField::readNumbers(QLineEdit* edit, const Json& defaultValue)
{
    const QString none = meaningOfNone(m_name);
    edit->setAlignment(Qt::AlignRight);
    edit->setPlaceholderText(none);
    const Json valueOfNone = none.isEmpty() ? Json("") : defaultValue.is_null() ? Json() : Json(0u);
    m_show = [this, edit, valueOfNone](
                 const Json& value) { edit->setText(value == valueOfNone ? QString() : shown(value)); };
    m_read = [this, edit, valueOfNone]() -> Json {
        const std::string text = edit->text().trimmed().toStdString();
        if (text.empty()) {
            return valueOfNone; // or no number, where there must be one
        }
        try {
            const std::vector<Json> values = numbersIn(text);
            return values.size() == 1 ? values.front() : Json(values);
        } catch (const Error&) {
            return text;
        }
    };
}

std::vector<Json> ParameterField::numbersIn(const std::string& text) const
{
    return sweep::isPercentage(m_name) ? sweep::readPercentages(text)
                                       : sweep::readValues(text, *sweep::numberKind(m_name));
}

/// Numbers in the unit that they are entered in.
QString ParameterField::shown(const Json& value) const
{
    const bool isList = value.is_array() && !value.empty() && value.front().is_number();
    if (!sweep::isPercentage(m_name) || !(isList || value.is_number())) {
        return textOf(value);
    }
    return textOf(Json(sweep::percentagesOf(isList ? value.get<std::vector<Json>>() : std::vector<Json>{value})));
}

QString ParameterField::described(const Json& value) const
{
    const QString text = value.is_boolean() ? (value.get<bool>() ? tr("on") : tr("off")) : shown(value);
    return tr("%1 %2").arg(m_labelText, text.isEmpty() ? tr("none") : text);
}

QString ParameterField::typingProblem() const
{
    const Json typed = value();
    if (!sweep::numberKind(m_name) || !typed.is_string()) {
        return {};
    }
    try {
        numbersIn(typed.get<std::string>());
        return {};
    } catch (const Error& error) {
        return QString::fromUtf8(error.what());
    }
}

void ParameterField::showUnderstood()
{
    const Json typed = value();
    if (!typed.is_array() || !sweep::numberKind(m_name)) {
        m_note->setNote(m_hint);
        return;
    }
    const auto values = typed.get<std::vector<Json>>();
    const QString list =
        QString::fromStdString(sweep::shortList(sweep::isPercentage(m_name) ? sweep::percentagesOf(values) : values));
    m_note->setNote((m_name == "seed" ? tr("%1 seeds: %2") : tr("%1 values: %2")).arg(typed.size()).arg(list));
}

void ParameterField::addBehind(QWidget* widget)
{
    widget->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Ignored); // as high as the field
    m_row->addWidget(widget);
}

void ParameterField::setWide()
{
    m_control->setMinimumWidth(0);
    m_control->setMaximumWidth(QWIDGETSIZE_MAX);
    m_control->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    m_grid->removeItem(m_row);
    m_grid->addLayout(m_row, 1, 0, 1, 2);
    m_grid->setRowMinimumHeight(0, m_label->sizeHint().height() + 4);
}

void ParameterField::setProblem(const QString& sentence)
{
    m_note->setProblem(sentence);
    markWrong(*m_control, !sentence.isEmpty());
    m_control->setToolTip(sentence.isEmpty() ? m_toolTip : sentence + QStringLiteral("\n\n") + m_toolTip);
}

QString ParameterField::problem() const
{
    return m_note->problem();
}

void ParameterField::setHint(const QString& sentence)
{
    m_hint = sentence;
    showUnderstood();
}

} // namespace dpl::ui
