#include "pages/evaluate/evaluation_options_card.hpp"

#include "base/command_line.hpp"
#include "base/font_scale.hpp"
#include "base/format.hpp"
#include "models/device_model.hpp"
#include "widgets/device_chooser.hpp"
#include "widgets/number_box.hpp"
#include "widgets/report_table_card.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/segmented_control.hpp"
#include "widgets/slurm_fields.hpp"
#include "widgets/where_chooser.hpp"

#include <QCheckBox>
#include <QClipboard>
#include <QFontDatabase>
#include <QGridLayout>
#include <QGuiApplication>
#include <QHBoxLayout>
#include <QLabel>
#include <QPlainTextEdit>
#include <QSpinBox>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

using data::DataSubset;
using evaluation::LongTexts;

namespace {

constexpr int deviceWidth = 108;

constexpr DataSubset subsets[]{DataSubset::both, DataSubset::helpful, DataSubset::harmless};
constexpr LongTexts longTextRules[]{LongTexts::truncate, LongTexts::keep, LongTexts::refuse};

template <typename Values, typename Value> int indexOf(const Values& values, const Value& value)
{
    const auto found = std::find(std::begin(values), std::end(values), value);
    return found == std::end(values) ? 0 : int(found - std::begin(values));
}

/// In a row, what is left of it empty.
QHBoxLayout* rowOf(std::initializer_list<QWidget*> widgets, int spacing)
{
    auto* row = new QHBoxLayout;
    row->setSpacing(spacing);
    for (QWidget* widget : widgets) {
        row->addWidget(widget);
    }
    row->addStretch(1);
    return row;
}

} // namespace

EvaluationOptionsCard::EvaluationOptionsCard(
    const Settings& settings, DeviceModel& devices, WhereModel& places, QWidget* parent)
    : Card(tr("Options"), parent), m_devices(devices)
{
    m_subset = new SegmentedControl({tr("both"), tr("helpful"), tr("harmless")});
    m_subset->setAccessibleName(tr("Subset"));
    m_subset->setToolTip(tr("Which comparisons are evaluated (default: both, which the tables need; --data_subset)"));
    m_rows = new WholeNumberBox;
    m_rows->setRange(0, 100000000);
    m_rows->setSpecialValueText(tr("all"));
    m_rows->setAccessibleName(tr("Rows"));
    m_rows->setToolTip(tr("Number of test rows, from the beginning; 0: all (default: all; --eval_dataset_size)"));
    m_maxLength = new WholeNumberBox;
    m_maxLength->setRange(1, 1000000);
    m_maxLength->setValue(1024);
    m_maxLength->setSuffix(tr(" tokens"));
    m_maxLength->setAccessibleName(tr("Maximum length"));
    m_maxLength->setToolTip(tr("Comparisons with a longer side are left out and counted; what happens to longer "
                               "responses is chosen below (default: 1024; --max_length)"));
    m_longTexts = new SegmentedControl({tr("truncate"), tr("keep"), tr("refuse")});
    m_longTexts->setAccessibleName(tr("Long responses"));
    m_longTexts->setToolTip(tr("Responses of more tokens are truncated, kept whole, or an error (default: "
                               "truncate, as the reference does silently; --long_texts)"));
    m_bf16 = new QCheckBox(tr("bfloat16"));
    m_bf16->setToolTip(tr("Compute in bfloat16 (default: off; --bf16)"));
    m_keepStored = new QCheckBox(tr("Keep weights as stored"));
    m_keepStored->setToolTip(
        tr("Keep weights as stored in their file: less memory, more time (default: off; --keep_stored)"));
    m_commands = new QPlainTextEdit;
    m_commands->setReadOnly(true);
    m_commands->setFont(QFontDatabase::systemFont(QFontDatabase::FixedFont));
    m_commands->setWordWrapMode(QTextOption::WrapAnywhere); // paths are long
    m_commands->setFixedHeight(3 * m_commands->fontMetrics().lineSpacing() + 10);
    m_commands->setAccessibleName(tr("The equivalent dpl command"));
    m_commands->setPlaceholderText(tr("Select a model and a dataset to see the equivalent dpl command"));
    m_commands->setTabChangesFocus(true);
    auto* copy = cardButton(QStringLiteral("copy"), tr("Copy the equivalent dpl commands"),
        tr("Copy the commands that do the same in a terminal"));

    auto* form = new QGridLayout;
    form->setHorizontalSpacing(16);
    form->setVerticalSpacing(8);
    form->setColumnStretch(1, 1);
    const auto name = [form](const QString& text, QWidget* buddy) {
        auto* label = new QLabel(text);
        label->setBuddy(buddy);
        form->addWidget(label, form->rowCount(), 0);
        return form->rowCount() - 1;
    };
    m_device = new DeviceChooser(settings, devices, this);
    m_device->setMinimumWidth(forFont(*this, deviceWidth));
    m_device->setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
    auto* deviceLabel = new QLabel(tr("&Device"), this);
    form->addWidget(m_subset, name(tr("&Subset"), m_subset), 1, Qt::AlignLeft);
    form->addLayout(rowOf({m_rows, m_maxLength}, 8), name(tr("&Rows, length"), m_rows), 1);
    form->addWidget(m_longTexts, name(tr("&Long responses"), m_longTexts), 1, Qt::AlignLeft);
    form->addLayout(rowOf({m_bf16, m_keepStored}, 16), name(tr("&Compute"), m_bf16), 1);
    form->addWidget(deviceLabel, form->rowCount(), 0);
    m_memory = new SecondaryLabel(this);
    m_memory->setAccessibleName(tr("Memory of the device"));
    m_memory->setWordWrap(true);
    m_memory->hide();
    auto* deviceRow = new QHBoxLayout;
    deviceRow->setSpacing(8);
    deviceRow->addWidget(m_device);
    deviceRow->addWidget(m_memory, 1);
    deviceRow->addStretch(0);
    form->addLayout(deviceRow, form->rowCount() - 1, 1);
    m_device->setLabel(deviceLabel);
    m_where = new WhereChooser(places, this);
    m_where->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
    form->addWidget(m_where, name(tr("&Where"), m_where), 1);
    form->addWidget(m_where->fields(), form->rowCount(), 0, 1, 2);
    form->addWidget(copy, name(tr("Co&mmand"), m_commands), 1, Qt::AlignRight);
    body()->addLayout(form);
    body()->addWidget(m_commands);

    connect(copy, &QToolButton::clicked, this, &EvaluationOptionsCard::copyCommands);
    for (QSpinBox* box : {m_rows, m_maxLength}) {
        box->setAlignment(Qt::AlignRight);
        connect(box, &QSpinBox::valueChanged, this, &EvaluationOptionsCard::changed);
    }
    for (SegmentedControl* control : {m_subset, m_longTexts}) {
        connect(control, &SegmentedControl::currentChanged, this, &EvaluationOptionsCard::changed);
    }
    for (QCheckBox* box : {m_bf16, m_keepStored}) {
        connect(box, &QCheckBox::toggled, this, &EvaluationOptionsCard::changed);
    }
    connect(m_device, &DeviceChooser::changed, this, [this] {
        showMemory();
        Q_EMIT changed();
    });
    connect(&devices, &DeviceModel::looked, this, &EvaluationOptionsCard::showMemory);
    connect(m_where->fields(), &SlurmFields::folded, this, &EvaluationOptionsCard::keepHeight);
    connect(m_where, &WhereChooser::changed, this, [this] {
        m_device->setEnabled(m_where->isThisComputer());
        keepHeight();
        Q_EMIT changed();
    });
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
    keepHeight();
}

void EvaluationOptionsCard::setMemory(std::int64_t bytes)
{
    m_bytes = bytes;
    showMemory();
}

void EvaluationOptionsCard::showMemory()
{
    const Device* device = m_devices.device(m_device->device());
    const bool isKnown = m_bytes > 0 && device && device->freeBytes && !m_device->isHidden();
    if (isKnown) {
        const bool suffices = m_bytes <= *device->freeBytes;
        m_memory->setForegroundRole(suffices ? QPalette::PlaceholderText : QPalette::BrightText);
        m_memory->setText((suffices ? tr("about %1 of %2 free") : tr("about %1, more than the %2 that are free"))
                              .arg(QString::fromStdString(formatBytes(m_bytes)),
                                  QString::fromStdString(formatBytes(*device->freeBytes))));
        m_memory->setToolTip(
            tr("Estimated memory of the device: for the largest of the models that are checked, by the "
               "shape of its backbone and the type that it computes in"));
    }
    m_memory->setVisible(isKnown);
    keepHeight();
}

/// Lists give way, fields do not.
void EvaluationOptionsCard::keepHeight()
{
    layout()->activate(); // of a field that came or went
    setMinimumHeight(sizeHint().height());
}

void EvaluationOptionsCard::writeTo(evaluation::EvaluationChoice& choice) const
{
    choice.subset = subsets[std::size_t(std::max(0, m_subset->currentIndex()))];
    choice.evalDatasetSize = m_rows->value();
    choice.maxLength = m_maxLength->value();
    choice.longTexts = longTextRules[std::size_t(std::max(0, m_longTexts->currentIndex()))];
    choice.bf16 = m_bf16->isChecked();
    choice.keepStored = m_keepStored->isChecked();
}

void EvaluationOptionsCard::setCommands(const std::vector<std::vector<std::string>>& commands)
{
    QStringList lines;
    for (const auto& words : commands) {
        const auto asked = m_where->request();
        const std::string device = asked && !asked->device.empty() ? asked->device : m_device->device();
        lines << QString::fromStdString(shellText(m_where->command(onDevice(words, device))));
    }
    m_commands->setPlainText(lines.join(u'\n'));
}

void EvaluationOptionsCard::copyCommands()
{
    if (m_commands->toPlainText().isEmpty()) {
        Q_EMIT said(m_commands->placeholderText());
        return;
    }
    QGuiApplication::clipboard()->setText(m_commands->toPlainText());
    Q_EMIT said(tr("The commands are on the clipboard"));
}

void EvaluationOptionsCard::store(Json& json) const
{
    evaluation::EvaluationChoice now;
    writeTo(now);
    json["data_subset"] = data::toString(now.subset);
    json["eval_dataset_size"] = now.evalDatasetSize;
    json["max_length"] = now.maxLength;
    json["long_texts"] = evaluation::toString(now.longTexts);
    json["bf16"] = now.bf16;
    json["keep_stored"] = now.keepStored;
    m_device->store(json);
    m_where->store(json);
}

void EvaluationOptionsCard::restore(const JsonObject& json)
{
    m_subset->setCurrentIndex(indexOf(subsets, data::dataSubsetFromString(json.string("data_subset"))));
    const auto show = [&json](QSpinBox* box, const char* name) {
        box->setValue(int(std::clamp<std::int64_t>(json.integer(name), box->minimum(), box->maximum())));
    };
    show(m_rows, "eval_dataset_size");
    show(m_maxLength, "max_length");
    m_longTexts->setCurrentIndex(indexOf(longTextRules, evaluation::longTextsFromString(json.string("long_texts"))));
    m_bf16->setChecked(json.boolean("bf16", false));
    m_keepStored->setChecked(json.boolean("keep_stored", false));
    m_device->restore(json);
    m_where->restore(json);
}

} // namespace dpl::ui
