#include "pages/train/parameter_field.hpp"

#include "base/decimal_text.hpp"
#include "base/font_scale.hpp"
#include "base/format.hpp"
#include "base/json_text.hpp"
#include "preference/head_options.hpp"
#include "widgets/problem_label.hpp"
#include "widgets/secondary_label.hpp"

#include <QCheckBox>
#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QRegularExpression>

#include <map>

namespace dpl::ui {

namespace {

constexpr int fieldWidth = 104;

/// Parameters whose values core names.
const std::map<std::string, QStringList>& choices()
{
    static const auto lists = [] {
        std::map<std::string, QStringList> all{
            {"lr_scheduler_type",
                {QStringLiteral("cosine"), QStringLiteral("step"), QStringLiteral("linear"),
                    QStringLiteral("constant")}},
            {"optim", {QStringLiteral("adamw_torch"), QStringLiteral("adamw_hf")}},
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

/// A number, where the text is one.
Json numberOrText(const QString& text)
{
    const auto number = readDecimal(text);
    return number ? Json(*number) : Json(text.toStdString());
}

/// With all its digits.
Json wholeNumberOrText(const QString& text)
{
    const auto number = readWholeNumber(text);
    return number ? Json(*number) : Json(text.toStdString());
}

QString textOf(const Json& value)
{
    if (value.is_null()) {
        return {};
    }
    if (value.is_number_float()) {
        return QString::fromStdString(formatLikePython(value.get<double>()));
    }
    if (value.is_array()) {
        QStringList parts;
        for (const Json& entry : value) {
            parts << textOf(entry);
        }
        const bool ofNumbers = !value.empty() && value.front().is_number();
        return parts.join(ofNumbers ? QStringLiteral(" ") : QStringLiteral(", "));
    }
    return QString::fromStdString(value.is_string() ? value.get<std::string>() : dumpJson(value));
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

/// Numbers are not separated by commas, which many write for the point.
QStringList numbersOf(const QString& text)
{
    static const QRegularExpression separator(QStringLiteral("[;\\s]+"));
    return text.split(separator, Qt::SkipEmptyParts);
}

/// What 0 stands for.
QString meaningOfZero(const std::string& name)
{
    return name == "train_dataset_size" || name == "eval_dataset_size" ? ParameterField::tr("all")
        : name == "eval_steps" || name == "early_stopping_patience"    ? ParameterField::tr("never")
                                                                       : QString();
}

/// Parameters that may have several values, which make a run each.
bool makesRuns(const std::string& name)
{
    return name == "seed" || name == "hidden_context_ratio";
}

} // namespace

ParameterField::ParameterField(
    const QString& label, const std::string& name, const Json& defaultValue, const QString& help, QWidget* parent)
    : QWidget(parent), m_name(name)
{
    const QString fallback = textOf(defaultValue);
    const QString several =
        makesRuns(name) ? tr(". Several values, separated by blanks or semicolons, make one run each.") : QString();
    const QString toolTip = tr("%1\n\nDefault of the command line: %2.  Flag: --%3")
                                .arg(help + several,
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
    m_problem = new ProblemLabel(tr("What is wrong with %1").arg(label));
    for (QWidget* widget : {static_cast<QWidget*>(m_label), m_control}) {
        widget->setToolTip(toolTip);
    }
    m_row = new QHBoxLayout;
    m_row->setSpacing(8);
    m_row->addWidget(m_control);
    m_grid = new QGridLayout(this);
    m_grid->setContentsMargins(0, 0, 0, 0);
    m_grid->setHorizontalSpacing(8);
    m_grid->setVerticalSpacing(4);
    m_grid->setColumnStretch(0, 1);
    m_grid->addWidget(m_label, 0, 0);
    m_grid->addLayout(m_row, 0, 1, Qt::AlignRight);
    m_grid->addWidget(m_problem, 2, 0, 1, 2);
}

QWidget* ParameterField::makeControl(const Json& defaultValue)
{
    if (defaultValue.is_boolean()) {
        auto* box = new QCheckBox;
        m_read = [box] { return Json(box->isChecked()); };
        m_show = [box](const Json& value) { box->setChecked(value.is_boolean() && value.get<bool>()); };
        connect(box, &QCheckBox::toggled, this, &ParameterField::changed);
        return box;
    }
    if (const auto list = choices().find(m_name); list != choices().end()) {
        auto* combo = new QComboBox;
        combo->addItems(list->second);
        combo->setMinimumWidth(forFont(*this, fieldWidth));
        combo->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
        m_read = [combo] { return Json(combo->currentText().toStdString()); };
        m_show = [combo](const Json& value) { combo->setCurrentText(textOf(value)); };
        connect(combo, &QComboBox::currentIndexChanged, this, &ParameterField::changed);
        return combo;
    }
    auto* edit = new QLineEdit;
    edit->setFixedWidth(forFont(*this, fieldWidth));
    m_show = [edit](const Json& value) { edit->setText(textOf(value)); }; // of a long path its end is seen
    if (makesRuns(m_name)) {
        edit->setAlignment(Qt::AlignRight);
        edit->setPlaceholderText(defaultValue.is_null() ? tr("unchanged") : QString());
        const Json none =
            defaultValue.is_null() ? Json() : Json(std::string()); // which core refuses where a value must be
        m_read = [edit, none, toJson = defaultValue.is_number_integer() ? wholeNumberOrText : numberOrText] {
            QStringList parts = numbersOf(edit->text());
            parts.removeDuplicates(); // the same run twice is one
            Json values = Json::array();
            for (const QString& part : parts) {
                values.push_back(toJson(part));
            }
            return values.empty() ? none : values.size() == 1 ? values.front() : values;
        };
        m_typingProblem = [edit] {
            return edit->text().contains(u',')
                ? tr("Write decimals with a point, and separate several values by blanks or semicolons.")
                : QString();
        };
    } else if (defaultValue.is_number_integer()) {
        edit->setAlignment(Qt::AlignRight);
        const QString zero = meaningOfZero(m_name);
        edit->setPlaceholderText(zero);
        m_show = [edit, zero](
                     const Json& value) { edit->setText(!zero.isEmpty() && value == 0 ? QString() : textOf(value)); };
        m_read = [edit, zero] {
            const QString text = edit->text().trimmed();
            return text.isEmpty() && !zero.isEmpty() ? Json(0u) : wholeNumberOrText(text);
        };
        m_typingProblem = [edit, zero] {
            const QString text = edit->text().trimmed();
            return readWholeNumber(text) || (text.isEmpty() && !zero.isEmpty())
                ? QString()
                : tr("Write a whole number in digits alone.");
        };
    } else if (defaultValue.is_number()) {
        edit->setAlignment(Qt::AlignRight);
        m_read = [edit] { return numberOrText(edit->text().trimmed()); };
        m_typingProblem = [edit] { return readDecimal(edit->text()) ? QString() : decimalProblem(edit->text()); };
    } else if (defaultValue.is_array()) {
        edit->setPlaceholderText(tr("default"));
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
    } else {
        edit->setPlaceholderText(m_name == "tokenizer_name" ? tr("the backbone's own")
                : m_name == "start_from"                    ? tr("none: new weights")
                                                            : tr("none chosen"));
        m_read = [edit] { return Json(edit->text().trimmed().toStdString()); };
    }
    connect(edit, &QLineEdit::textChanged, this, &ParameterField::changed);
    return edit;
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
}

void ParameterField::setProblem(const QString& sentence)
{
    m_problem->setProblem(sentence);
}

QString ParameterField::problem() const
{
    return m_problem->text();
}

} // namespace dpl::ui
