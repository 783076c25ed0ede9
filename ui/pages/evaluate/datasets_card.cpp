#include "pages/evaluate/datasets_card.hpp"

#include "base/background.hpp"
#include "models/dataset_model.hpp"
#include "widgets/column_mapping.hpp"
#include "widgets/notice.hpp"
#include "widgets/secondary_label.hpp"

#include <QDir>
#include <QFileDialog>
#include <QItemSelectionModel>
#include <QListView>
#include <QMenu>
#include <QPushButton>
#include <QVBoxLayout>

#include <algorithm>
#include <optional>

namespace dpl::ui {

using evaluation::DatasetKind;
using evaluation::FoundDataset;

namespace {

bool holds(const std::vector<FoundDataset>& datasets, const FoundDataset& dataset)
{
    return std::any_of(
        datasets.begin(), datasets.end(), [&](const FoundDataset& other) { return other.path == dataset.path; });
}

} // namespace

DatasetsCard::DatasetsCard(QWidget* parent) : Card(tr("Datasets"), parent)
{
    auto* add = new QPushButton(tr("Add…"));
    add->setToolTip(tr("Add a preference dataset (HH-RLHF or relabelled layout, or a file of rows) or a response set"));
    add->setAccessibleName(tr("Add a dataset"));
    auto* menu = new QMenu(add);
    menu->addAction(tr("Folder (HH-RLHF layout)…"), this, &DatasetsCard::askForFolder);
    menu->addAction(tr("File (comparisons or responses)…"), this, &DatasetsCard::askForFile);
    menu->addAction(tr("By its name on the hub…"), this, &DatasetsCard::fetchRequested);
    connect(add, &QPushButton::clicked, menu, [add, menu] { menu->popup(add->mapToGlobal(QPoint(0, add->height()))); });
    addBesideTitle(add);
    m_datasets = new DatasetModel(this);
    m_empty = new SecondaryLabel(
        tr("The datasets your models were trained on appear here. Add a dataset to evaluate on another one."));
    m_empty->setWordWrap(true);
    m_list = new QListView;
    m_list->setModel(m_datasets);
    m_list->setAccessibleName(tr("Datasets to evaluate on"));
    m_list->setFrameShape(QFrame::NoFrame);
    m_list->setTextElideMode(Qt::ElideLeft);
    m_list->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Ignored); // takes the height that is left
    m_list->setMinimumHeight(48);
    m_list->hide();
    m_error = new Notice(Tone::bad);
    m_mappedName = new SecondaryLabel;
    m_mappedName->setWordWrap(true);
    m_mappedName->hide();
    m_mapping = new ColumnMapping;
    body()->addWidget(m_empty);
    body()->addWidget(m_list, 1);
    body()->addStretch();
    body()->addWidget(m_mappedName);
    body()->addWidget(m_mapping);
    body()->addWidget(m_error);
    connect(m_list->selectionModel(), &QItemSelectionModel::currentChanged, this, &DatasetsCard::showColumns);
    connect(m_mapping, &ColumnMapping::chosen, this, [this](const std::string& columns) {
        m_columns[m_mapped] = columns;
        showColumns();
        Q_EMIT changed();
    });
    connect(m_datasets, &DatasetModel::checkedChanged, this, [this] {
        const bool empty = m_datasets->datasets().empty();
        m_empty->setVisible(empty);
        m_list->setVisible(!empty);
        const std::size_t checked = m_datasets->checked().size();
        setNote(checked > 0 ? tr("· %1 of %2").arg(checked).arg(m_datasets->rowCount()) : QString());
        showColumns();
        Q_EMIT changed();
    });
}

void DatasetsCard::setFound(const std::vector<FoundDataset>& found)
{
    std::vector<FoundDataset> datasets = m_own;
    std::copy_if(found.begin(), found.end(), std::back_inserter(datasets),
        [&](const FoundDataset& dataset) { return !holds(m_own, dataset); });
    m_datasets->setDatasets(std::move(datasets));
}

void DatasetsCard::addDataset(const QString& path)
{
    const QString place = QDir::cleanPath(path);
    m_error->setText({});
    inBackground(
        this, [place] { return FoundDataset{place.toStdString(), evaluation::datasetKind(place.toStdString())}; },
        [this, place](const FoundDataset& dataset) {
            std::vector<FoundDataset> datasets = m_datasets->datasets();
            if (!holds(datasets, dataset)) {
                m_own.insert(m_own.begin(), dataset);
                datasets.insert(datasets.begin(), dataset);
                m_datasets->setDatasets(std::move(datasets));
            }
            m_datasets->setChecked(place, true);
        },
        [this](const QString& message) { m_error->setText(message); });
}

FoundDataset DatasetsCard::withColumns(FoundDataset dataset) const
{
    if (const auto said = m_columns.find(dataset.path.string()); said != m_columns.end()) {
        dataset.columns = said->second;
    }
    return dataset;
}

std::vector<FoundDataset> DatasetsCard::checked() const
{
    std::vector<FoundDataset> checked = m_datasets->checked();
    std::transform(checked.begin(), checked.end(), checked.begin(),
        [this](const FoundDataset& dataset) { return withColumns(dataset); });
    return checked;
}

void DatasetsCard::showColumns()
{
    const std::vector<FoundDataset> all = m_datasets->datasets();
    const std::vector<FoundDataset> checked = m_datasets->checked();
    const int row = m_list->currentIndex().row();
    std::optional<FoundDataset> shown;
    if (row >= 0 && std::size_t(row) < all.size()) {
        shown = withColumns(all[std::size_t(row)]);
    } else if (checked.size() == 1) {
        shown = withColumns(checked.front());
    }
    const auto forget = [this] {
        m_mapped.clear();
        m_mapping->forget();
        m_mappedName->hide();
    };
    if (!shown || shown->kind == DatasetKind::responses) {
        m_looking.cancel();
        forget();
        return;
    }
    m_looking.start(
        this, [dataset = *shown] { return evaluation::columnsOf(dataset); },
        [this, dataset = *shown](const data::FoundColumns& found) {
            m_mapped = dataset.path.string();
            m_mapping->setColumns(found, dataset.columns);
            m_mappedName->setText(tr("Columns of %1").arg(QString::fromStdString(dataset.path.filename().string())));
            m_mappedName->setVisible(!m_mapping->isHidden());
        },
        [forget](const QString&) { forget(); }); // its evaluation says what is wrong with it
}

void DatasetsCard::askForFolder()
{
    auto* dialog = new QFileDialog(this, tr("Add a preference dataset"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::Directory);
    dialog->setOption(QFileDialog::ShowDirsOnly);
    connect(dialog, &QFileDialog::fileSelected, this, &DatasetsCard::addDataset);
    dialog->open();
}

void DatasetsCard::askForFile()
{
    auto* dialog = new QFileDialog(
        this, tr("Add a dataset"), {}, tr("Rows (*.jsonl *.json *.parquet *.arrow *.gz *.zst);;All files (*)"));
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->setFileMode(QFileDialog::ExistingFile);
    connect(dialog, &QFileDialog::fileSelected, this, &DatasetsCard::addDataset);
    dialog->open();
}

void DatasetsCard::store(Json& json) const
{
    json["datasets"] = Json::array();
    for (const FoundDataset& dataset : m_own) {
        json["datasets"].push_back(
            {{"path", dataset.path.string()}, {"responses", dataset.kind == DatasetKind::responses}});
    }
    if (!m_columns.empty()) {
        json["columns"] = m_columns;
    }
    json["checked_datasets"] = Json::array();
    for (const QString& path : m_datasets->checkedPaths()) {
        json["checked_datasets"].push_back(path.toStdString());
    }
}

void DatasetsCard::restore(const JsonObject& json)
{
    for (const Json& dataset : json.array("datasets")) {
        const JsonObject of(dataset, "settings: datasets");
        m_own.push_back(
            {of.string("path"), of.boolean("responses", false) ? DatasetKind::responses : DatasetKind::comparisons});
    }
    if (json.has("columns")) {
        for (const auto& [path, columns] : json.value("columns").items()) {
            m_columns[path] = columns.get<std::string>();
        }
    }
    QStringList checked;
    for (const Json& path : json.array("checked_datasets")) {
        checked << QString::fromStdString(path.get<std::string>());
    }
    m_datasets->checkOnly(checked);
}

} // namespace dpl::ui
