#pragma once

#include "base/json.hpp"
#include "base/latest_request.hpp"
#include "evaluation/evaluation_plan.hpp"
#include "widgets/card.hpp"

#include <map>
#include <string>
#include <vector>

class QLabel;
class QListView;

namespace dpl::ui {

class ColumnMapping;
class DatasetModel;
class Notice;

/// The datasets to choose from: what runs were trained on, and those that the user added.
class DatasetsCard : public Card {
    Q_OBJECT

public:
    explicit DatasetsCard(QWidget* parent = nullptr);

    DatasetModel* datasets() const { return m_datasets; }
    ColumnMapping* mapping() const { return m_mapping; }

    /// With what was said of their columns.
    std::vector<evaluation::FoundDataset> checked() const;

    void setFound(const std::vector<evaluation::FoundDataset>& found); ///< beside the user's own
    void addDataset(const QString& path); ///< and checks it; what is wrong with it is said in the card

    void store(Json& json) const; ///< the user's own, and which are checked
    void restore(const JsonObject& json);

Q_SIGNALS:
    void changed(); ///< others are there, or are checked
    void fetchRequested();

private:
    void askForFolder();
    void askForFile();
    void showColumns(); ///< of the dataset that is current in the list, or else of the only one that is checked
    evaluation::FoundDataset withColumns(evaluation::FoundDataset dataset) const;

    std::vector<evaluation::FoundDataset> m_own; ///< that the user added
    DatasetModel* m_datasets = nullptr;
    QLabel* m_empty = nullptr;
    QListView* m_list = nullptr;
    std::map<std::string, std::string> m_columns; ///< what the user said of them, by the dataset's path
    std::string m_mapped; ///< the dataset whose columns are shown
    LatestRequest m_looking;
    QLabel* m_mappedName = nullptr;
    ColumnMapping* m_mapping = nullptr;
    Notice* m_error = nullptr;
};

} // namespace dpl::ui
