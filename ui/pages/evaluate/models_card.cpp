#include "pages/evaluate/models_card.hpp"

#include "base/font_scale.hpp"
#include "base/theme.hpp"
#include "models/checkpoint_model.hpp"
#include "models/report_table_model.hpp"
#include "models/run_index.hpp"
#include "scoring/checkpoint_folders.hpp"
#include "widgets/empty_state.hpp"
#include "widgets/label_choices.hpp"
#include "widgets/notice.hpp"
#include "widgets/reading_table.hpp"
#include "widgets/series_swatch.hpp"

#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QPushButton>
#include <QStyledItemDelegate>
#include <QVBoxLayout>

#include <algorithm>

namespace dpl::ui {

using evaluation::FoundDataset;
using records::FoundCheckpoint;

namespace {

constexpr int widestColumn = 232; // leaves room for where models are from, and what is evaluated
constexpr int leastColumn = 64;

/// Cells with room between them and the next, and the model's swatch behind its check box.
class ModelDelegate final : public QStyledItemDelegate {
public:
    using QStyledItemDelegate::QStyledItemDelegate;

    void initStyleOption(QStyleOptionViewItem* option, const QModelIndex& index) const override
    {
        QStyledItemDelegate::initStyleOption(option, index);
        if (const QVariant series = index.data(ReportTableModel::SeriesRoleRole); series.isValid()) {
            option->features |= QStyleOptionViewItem::HasDecoration;
            option->icon = swatchIcon(static_cast<report::SeriesRole>(series.toInt()),
                Theme::of(option->palette).figureGround, option->widget->devicePixelRatioF());
        }
    }

    QSize sizeHint(const QStyleOptionViewItem& option, const QModelIndex& index) const override
    {
        return QStyledItemDelegate::sizeHint(option, index) + QSize(12, 0);
    }
};

/// Why it cannot be used, without the path of its folder, which its row tells.
QString reasonOf(const FoundCheckpoint& broken)
{
    QString error = QString::fromStdString(broken.error);
    error.remove(QString::fromStdString(broken.folder.string()) + u'/');
    return ModelsCard::tr("%1 cannot be used: %2").arg(QString::fromStdString(broken.title()), error);
}

} // namespace

ModelsCard::ModelsCard(RunIndex& index, QWidget* parent) : Card(tr("Reward models"), parent), m_index(index)
{
    m_all = new QPushButton(tr("All"));
    m_all->setToolTip(tr("Select all models, or none if all are selected"));
    auto* add = new QPushButton(tr("Add folder…"));
    add->setToolTip(tr(
        "Add reward models from elsewhere (adapters, classifiers, models with a value head): the folder itself or any "
        "below it (--reward_model_checkpoint)"));
    auto* fetch = new QPushButton(tr("Fetch…"));
    fetch->setAccessibleName(tr("Fetch a reward model"));
    fetch->setToolTip(tr("Fetch a reward model by its name from the Hugging Face hub"));
    addBesideTitle(m_all);
    addBesideTitle(add);
    addBesideTitle(fetch);
    m_checkpoints = new CheckpointModel(this);
    makeTable();
    m_empty = new EmptyState(QStringLiteral("train"), tr("No reward models yet"),
        tr("Models that you train appear here. Add a folder to evaluate models from elsewhere."));
    m_empty->setButton(tr("Train a reward model"));
    m_labels = new LabelChoices;
    m_unusable = new Notice(Tone::warning);
    body()->addWidget(m_empty, 1);
    body()->addWidget(m_table, 1);
    body()->addStretch();
    body()->addWidget(m_labels);
    body()->addWidget(m_unusable);
    connect(add, &QPushButton::clicked, this, &ModelsCard::askForFolder);
    connect(fetch, &QPushButton::clicked, this, &ModelsCard::fetchRequested);
    connect(m_all, &QPushButton::clicked, this, &ModelsCard::checkAllOrNone);
    connect(m_empty, &EmptyState::buttonClicked, this, &ModelsCard::trainingRequested);
    connect(m_labels, &LabelChoices::chosen, m_checkpoints, &CheckpointModel::setLabel);
    connect(m_checkpoints, &CheckpointModel::checkedChanged, this, &ModelsCard::followModel);
    connect(m_checkpoints, &CheckpointModel::checkedChanged, this, &ModelsCard::changed);
    m_index.follow<FoundCheckpoint>(this, [this] { takeCheckpoints(); });
    connect(&m_index, &RunIndex::looked, this, &ModelsCard::looked);
    connect(&m_index, &RunIndex::failed, this, [this](const QString& message) {
        if (m_scanning && m_index.isAnswered(m_awaited)) {
            m_scanning = false;
            followModel();
            Q_EMIT said(message);
        }
    });
    followModel();
}

void ModelsCard::makeTable()
{
    m_table = readingTable(m_checkpoints, tr("Reward models to evaluate"));
    m_table->setItemDelegate(new ModelDelegate(m_table));
    m_table->horizontalHeader()->setMaximumSectionSize(widestColumn);
    m_table->horizontalHeader()->setResizeContentsPrecision(64); // rows: of thousands, the first ones will do
    m_table->horizontalHeader()->setSectionResizeMode(QHeaderView::ResizeToContents);
    m_table->horizontalHeader()->setSectionResizeMode(CheckpointModel::origin, QHeaderView::Stretch);
    m_table->horizontalHeader()->setMinimumSectionSize(forFont(*this, leastColumn));
    m_table->setTextElideMode(Qt::ElideMiddle);
    m_table->setIconSize({10, 10});
    m_table->setWordWrap(false);
    m_table->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored); // takes the height that is left
    m_table->setMinimumHeight(88);
}

void ModelsCard::scan()
{
    m_scanned = true;
    m_scanning = true;
    m_awaited = m_index.look();
    followModel();
}

void ModelsCard::refresh()
{
    if (isVisible()) {
        scan();
    }
}

void ModelsCard::looked()
{
    if (m_scanning && m_index.isAnswered(m_awaited)) {
        m_scanning = false;
        m_index.takeNow(this);
        followModel();
    }
    const auto waiting = std::stable_partition(
        m_added.begin(), m_added.end(), [this](const Added& added) { return !m_index.isAnswered(added.look); });
    const QList<Added> answered(waiting, m_added.end());
    m_added.erase(waiting, m_added.end());
    for (const Added& added : answered) {
        judge(added);
    }
}

void ModelsCard::takeCheckpoints()
{
    const runs::Entries<FoundCheckpoint> checkpoints = m_index.all<FoundCheckpoint>();
    m_taking.start(
        this, [checkpoints] { return evaluation::datasetsOf(checkpoints); }, // which looks whether they are there
        [this, checkpoints, root = QString::fromStdString(m_index.root().string())](
            const std::vector<FoundDataset>& datasets) {
            Q_EMIT datasetsFound(datasets);
            m_checkpoints->setCheckpoints(checkpoints, root);
        },
        [this](const QString& message) {
            followModel();
            Q_EMIT said(message);
        });
}

void ModelsCard::addFolder(const QString& folder)
{
    const QString path = QDir::cleanPath(folder);
    scan();
    m_added << Added{path, m_awaited};
    tellFolders();
}

void ModelsCard::judge(const Added& added)
{
    QStringList models;
    for (const auto& found : m_index.all<FoundCheckpoint>()) {
        if (runs::liesIn(found->folder, added.folder.toStdString())) {
            models << QString::fromStdString(found->folder.string());
        }
    }
    if (models.isEmpty()) {
        tellFolders();
        Q_EMIT said(
            tr("There is no reward model in %1 or below it: no adapter, no classifier and no model with a value head")
                .arg(added.folder));
        return;
    }
    remember(added.folder);
    for (const QString& model : std::as_const(models)) {
        m_checkpoints->setChecked(model, true);
    }
}

void ModelsCard::tellFolders()
{
    QStringList folders = m_folders;
    for (const Added& added : std::as_const(m_added)) {
        folders << added.folder;
    }
    folders.removeDuplicates();
    m_index.setFurtherPlaces<FoundCheckpoint>(folders);
}

void ModelsCard::askForFolder()
{
    auto* dialog = new QFileDialog(this, tr("Add reward models from a folder"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &ModelsCard::addFolder);
    dialog->open();
}

bool ModelsCard::checkOnlyThoseIn(const QStringList& folders)
{
    const QString runs = QDir::cleanPath(QString::fromStdString(m_index.root().string())) + u'/';
    QStringList checked;
    for (const QString& folder : folders) {
        const QString path = QDir::cleanPath(folder);
        const auto models = scoring::checkpointsDirectlyIn(path.toStdString());
        if (!models.empty() && !(path + u'/').startsWith(runs)) {
            remember(path);
        }
        for (const auto& model : models) {
            checked << QString::fromStdString(model.string());
        }
    }
    if (checked.isEmpty()) {
        return false;
    }
    m_checkpoints->checkOnly(checked);
    scan();
    return true;
}

void ModelsCard::remember(const QString& folder)
{
    m_folders.removeAll(folder);
    m_folders << folder;
    tellFolders();
}

void ModelsCard::store(Json& json) const
{
    json["model_folders"] = Json::array();
    for (const QString& folder : m_folders) {
        json["model_folders"].push_back(folder.toStdString());
    }
    json["reward_labels"] = Json::object();
    const auto& labels = m_checkpoints->labels();
    for (auto label = labels.begin(); label != labels.end(); ++label) {
        json["reward_labels"][label.key().toStdString()] = label->toStdString();
    }
}

void ModelsCard::restore(const JsonObject& json)
{
    for (const Json& folder : json.array("model_folders")) {
        m_folders << QString::fromStdString(folder.get<std::string>());
    }
    tellFolders();
    if (json.has("reward_labels")) {
        for (const auto& [folder, label] : json.value("reward_labels").items()) {
            if (label.is_string()) {
                m_checkpoints->setLabel(
                    QString::fromStdString(folder), QString::fromStdString(label.get<std::string>()));
            }
        }
    }
}

std::size_t ModelsCard::usable() const
{
    const auto& all = m_checkpoints->checkpoints();
    return std::size_t(std::count_if(all.begin(), all.end(), [](const auto& found) { return found->error.empty(); }));
}

void ModelsCard::checkAllOrNone()
{
    m_checkpoints->setAllChecked(m_checkpoints->checked().size() < usable());
}

void ModelsCard::followModel()
{
    const auto& all = m_checkpoints->checkpoints();
    const std::vector<FoundCheckpoint> chosen = m_checkpoints->checked();
    const std::size_t checked = chosen.size();
    QList<LabelChoices::Model> several;
    for (const FoundCheckpoint& found : chosen) {
        if (!found.labels.empty()) {
            QStringList labels;
            for (const std::string& label : found.labels) {
                labels << QString::fromStdString(label);
            }
            several << LabelChoices::Model{QString::fromStdString(found.folder.string()),
                QString::fromStdString(found.title()), labels, QString::fromStdString(found.rewardLabel)};
        }
    }
    m_labels->setModels(several);
    const bool allChecked = checked > 0 && checked == usable();
    setNote(checked > 0 ? tr("· %1 of %2").arg(checked).arg(all.size()) : QString());
    m_all->setEnabled(usable() > 0);
    m_all->setText(allChecked ? tr("None") : tr("All"));
    m_all->setAccessibleName(allChecked ? tr("Select no model") : tr("Select every model"));
    m_table->setVisible(!all.empty());
    m_empty->setVisible(all.empty() && !isScanning());
    const auto broken = std::find_if(all.begin(), all.end(), [](const auto& found) { return !found->error.empty(); });
    if (broken == all.end()) {
        m_unusable->setText({});
        return;
    }
    const QString reason = reasonOf(**broken);
    const std::size_t others = all.size() - usable() - 1;
    m_unusable->setText(others == 0 ? reason : tr("%1 (and %2 more; see their tooltips)").arg(reason).arg(others));
}

void ModelsCard::showEvent(QShowEvent* event)
{
    Card::showEvent(event);
    if (!m_scanned) {
        scan();
    }
}

} // namespace dpl::ui
