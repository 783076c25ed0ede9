#include "widgets/slurm_fields.hpp"

#include "base/difference_first.hpp"
#include "widgets/combo_delegate.hpp"
#include "widgets/number_box.hpp"
#include "widgets/secondary_label.hpp"
#include "widgets/wrong_mark.hpp"

#include <QComboBox>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QRegularExpression>
#include <QToolButton>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

namespace {

constexpr int most = 100'000; // of nodes, GPUs and CPUs
constexpr const char* slurmKey = "slurm";
constexpr const char* deviceKey = "device_there";

std::string entered(const QLineEdit* field)
{
    return field->text().trimmed().toStdString();
}

/// As sbatch takes it: minutes, minutes:seconds, hours:minutes:seconds, days-hours, ...
bool isTime(const QString& text)
{
    static const QRegularExpression form(QStringLiteral(R"(^(\d+-)?\d+(:\d{1,2}){0,2}$)"));
    return text.isEmpty() || form.match(text).hasMatch();
}

bool isMemory(const QString& text)
{
    static const QRegularExpression form(QStringLiteral(R"(^\d+[KMGT]?$)"), QRegularExpression::CaseInsensitiveOption);
    return text.isEmpty() || form.match(text).hasMatch();
}

bool isWord(const QString& text)
{
    static const QRegularExpression form(QStringLiteral(R"(^[^\s]*$)"));
    return form.match(text).hasMatch();
}

QString counted(int count, const QString& one, const QString& several)
{
    return count == 0 ? QString() : count == 1 ? one : several.arg(count);
}

} // namespace

SlurmFields::SlurmFields(QWidget* parent)
    : QWidget(parent), m_fold(new QToolButton(this)), m_summary(new SecondaryLabel(this)),
      m_script(new QToolButton(this)), m_body(new QWidget(this)), m_cluster(new QWidget(m_body))
{
    m_fold->setCheckable(true);
    m_fold->setAutoRaise(true);
    m_fold->setArrowType(Qt::RightArrow);
    m_fold->setToolButtonStyle(Qt::ToolButtonTextBesideIcon);
    m_fold->setText(tr("Asks for"));
    m_fold->setAccessibleName(tr("What the job asks for there"));
    m_fold->setToolTip(tr("Show what the job asks for where it runs"));
    m_summary->setWordWrap(true);
    m_script->setText(tr("Show script…"));
    m_script->setAutoRaise(true);
    m_script->setToolTip(tr("Show the job script before it is sent, and change it for this job"));
    m_script->setAccessibleName(m_script->text());
    auto* heading = new QHBoxLayout;
    heading->setSpacing(8);
    heading->addWidget(m_fold);
    heading->addWidget(m_summary, 1);
    heading->addWidget(m_script);

    auto* grid = new QGridLayout(m_cluster);
    grid->setContentsMargins(0, 0, 0, 0);
    grid->setHorizontalSpacing(8);
    grid->setVerticalSpacing(4);
    grid->setColumnStretch(1, 1);
    grid->setColumnStretch(3, 1);
    m_nodes = addNumber(0, 0, tr("Nodes"), tr("Machines that the job asks for.  Flag: --nodes"));
    m_gpus = addNumber(0, 1, tr("GPUs"), tr("GPUs on each machine.  Flag: --gpus"));
    m_cpus = addNumber(1, 0, tr("CPUs"), tr("CPU cores of each process.  Flag: --cpus"));
    m_memory = addText(1, 1, tr("Memory"), tr("64G"), tr("Memory on each machine: 64G.  Flag: --mem"));
    m_time = addText(2, 0, tr("Time limit"), tr("2:00:00"),
        tr("How long the job may take: 2:00:00, 1-12 (a day and a half), or minutes.  Flag: --time"));
    m_partition = addText(2, 1, tr("Partition"), tr("default"), tr("The cluster's queue.  Flag: --partition"));
    m_account = addText(3, 0, tr("Account"), tr("default"), tr("Whom the cluster charges.  Flag: --account"));
    auto* body = new QVBoxLayout(m_body);
    body->setContentsMargins(0, 0, 0, 0);
    body->setSpacing(4);
    body->addWidget(m_cluster);
    auto* deviceRow = new QHBoxLayout;
    deviceRow->setSpacing(8);
    auto* label = new SecondaryLabel(tr("Device there"), m_body);
    m_device = new QComboBox(m_body);
    m_device->setItemDelegate(new ComboDelegate(m_device));
    m_device->addItem(tr("CPU"), QStringLiteral("cpu"));
    m_device->addItem(tr("GPU (cuda:0)"), QStringLiteral("cuda:0"));
    m_device->setAccessibleName(tr("Device there"));
    m_device->setToolTip(tr("The device to compute on where the job runs.  Flag: --device"));
    label->setBuddy(m_device);
    deviceRow->addWidget(label, 1);
    deviceRow->addWidget(m_device);
    body->addLayout(deviceRow);

    auto* column = new QVBoxLayout(this);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(4);
    column->addLayout(heading);
    column->addWidget(m_body);
    m_body->hide();
    connect(m_fold, &QToolButton::toggled, this, [this](bool open) {
        m_body->setVisible(open);
        showSummary();
        m_fold->setArrowType(open ? Qt::DownArrow : Qt::RightArrow);
        Q_EMIT folded();
    });
    connect(m_script, &QToolButton::clicked, this, &SlurmFields::scriptRequested);
    connect(m_device, &QComboBox::currentIndexChanged, this, &SlurmFields::edited);
    edited();
}

QSpinBox* SlurmFields::addNumber(int row, int column, const QString& label, const QString& toolTip)
{
    auto* box = new WholeNumberBox(m_cluster);
    box->setRange(0, most);
    box->setSpecialValueText(tr("default"));
    box->setAlignment(Qt::AlignRight);
    box->setAccessibleName(label);
    box->setToolTip(toolTip);
    auto* name = new SecondaryLabel(label, m_cluster);
    name->setBuddy(box);
    auto* grid = static_cast<QGridLayout*>(m_cluster->layout());
    grid->addWidget(name, row, 2 * column);
    grid->addWidget(box, row, 2 * column + 1);
    connect(box, &QSpinBox::valueChanged, this, &SlurmFields::edited);
    return box;
}

QLineEdit* SlurmFields::addText(
    int row, int column, const QString& label, const QString& placeholder, const QString& toolTip)
{
    auto* field = new QLineEdit(m_cluster);
    field->setPlaceholderText(placeholder);
    field->setAccessibleName(label);
    field->setToolTip(toolTip);
    auto* name = new SecondaryLabel(label, m_cluster);
    name->setBuddy(field);
    auto* grid = static_cast<QGridLayout*>(m_cluster->layout());
    grid->addWidget(name, row, 2 * column);
    grid->addWidget(field, row, 2 * column + 1);
    connect(field, &QLineEdit::textChanged, this, &SlurmFields::edited);
    return field;
}

void SlurmFields::setCluster(bool isCluster)
{
    m_isCluster = isCluster;
    m_cluster->setVisible(isCluster);
    m_script->setVisible(isCluster);
    edited();
}

void SlurmFields::setOpen(bool open)
{
    m_fold->setChecked(open);
}

places::SlurmRequest SlurmFields::request() const
{
    places::SlurmRequest request;
    if (!m_isCluster) {
        return request;
    }
    request.partition = entered(m_partition);
    request.account = entered(m_account);
    request.time = entered(m_time);
    request.nodes = m_nodes->value();
    request.gpus = m_gpus->value();
    request.cpus = m_cpus->value();
    request.memory = entered(m_memory);
    return request;
}

std::string SlurmFields::device() const
{
    return m_device->currentData().toString().toStdString();
}

QString SlurmFields::problem() const
{
    if (!m_isCluster) {
        return {};
    }
    if (!isTime(m_time->text().trimmed())) {
        return tr("Write the time limit as 2:00:00, as 1-12 for a day and a half, or in minutes.");
    }
    if (!isMemory(m_memory->text().trimmed())) {
        return tr("Write the memory as 64G, or in megabytes.");
    }
    if (!isWord(m_partition->text().trimmed()) || !isWord(m_account->text().trimmed())) {
        return tr("Names of partitions and accounts have no blanks.");
    }
    return {};
}

void SlurmFields::edited()
{
    markWrong(*m_time, m_isCluster && !isTime(m_time->text().trimmed()));
    markWrong(*m_memory, m_isCluster && !isMemory(m_memory->text().trimmed()));
    markWrong(*m_partition, m_isCluster && !isWord(m_partition->text().trimmed()));
    markWrong(*m_account, m_isCluster && !isWord(m_account->text().trimmed()));
    QStringList parts;
    if (m_isCluster) {
        const QString time = m_time->text().trimmed();
        const QString memory = m_memory->text().trimmed();
        parts << counted(m_nodes->value(), tr("1 node"), tr("%1 nodes"))
              << counted(m_gpus->value(), tr("1 GPU"), tr("%1 GPUs"))
              << counted(m_cpus->value(), tr("1 CPU"), tr("%1 CPUs")) << memory << time << m_partition->text().trimmed()
              << m_account->text().trimmed();
    } else {
        parts << m_device->currentText();
    }
    parts.removeAll(QString());
    m_asked = parts.isEmpty() ? tr("what the cluster gives by default") : parts.join(partsBetween);
    showSummary();
    Q_EMIT changed();
}

/// While the fields say it, the line does not.
void SlurmFields::showSummary()
{
    m_summary->setText(m_fold->isChecked() ? QString() : m_asked);
}

void SlurmFields::store(Json& json) const
{
    if (const places::SlurmRequest asked = request(); asked != places::SlurmRequest()) {
        json[slurmKey] = asked.toJson();
    }
    if (device() != "cpu") {
        json[deviceKey] = device();
    }
}

void SlurmFields::restore(const JsonObject& json)
{
    if (json.has(slurmKey)) {
        const auto asked = places::SlurmRequest::fromJson(json.value(slurmKey), json.at(slurmKey));
        m_nodes->setValue(std::clamp(asked.nodes, 0, most));
        m_gpus->setValue(std::clamp(asked.gpus, 0, most));
        m_cpus->setValue(std::clamp(asked.cpus, 0, most));
        m_memory->setText(QString::fromStdString(asked.memory));
        m_time->setText(QString::fromStdString(asked.time));
        m_partition->setText(QString::fromStdString(asked.partition));
        m_account->setText(QString::fromStdString(asked.account));
    }
    const int device = m_device->findData(QString::fromStdString(json.string(deviceKey, "cpu")));
    m_device->setCurrentIndex(std::max(0, device));
}

} // namespace dpl::ui
