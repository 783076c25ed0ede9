#pragma once

#include "base/latest_request.hpp"
#include "inspection/item_selection.hpp"
#include "inspection/stars.hpp"
#include "widgets/card.hpp"

#include <QTimer>

#include <memory>
#include <optional>

class QComboBox;
class QLabel;
class QLineEdit;
class QTableView;
class QToolButton;

namespace dpl::ui {

class InspectionModel;
class NoticeRow;

/// The table of items, with a search, filters by subset, by stars and by rows that were chosen elsewhere, and the
/// choice of the model whose numbers are shown.
class ItemList : public Card {
    Q_OBJECT

public:
    explicit ItemList(QWidget* parent = nullptr);

    void setColumns(std::shared_ptr<inspection::InspectionColumns> columns);
    void followAlpha(); ///< of the columns; numbers and order follow from the background
    void select(std::size_t item);
    std::optional<std::size_t> selected() const;
    std::size_t place() const; ///< of the model whose numbers are shown
    const std::vector<std::uint32_t>& items() const;
    void focusSearch();

    /// Lists only these items, until the user lists all again; empty: all. `what` says what they are.
    void choose(std::vector<bool> items, const QString& what);
    QString chosenWhat() const; ///< empty: nothing is chosen

    void setStars(const inspection::Stars& stars);
    const inspection::Stars& stars() const { return m_stars; }
    void toggleStar(); ///< of the selected item
    QToolButton* starredOnly() const { return m_starredOnly; }

    QTableView* table() const { return m_table; }
    QLineEdit* search() const { return m_search; }
    QComboBox* subset() const { return m_subset; }
    QString nothingText() const; ///< what stands in place of the table without rows
    InspectionModel* model() const { return m_model; }

Q_SIGNALS:
    void itemsChanged(); ///< others; not of another order
    void placeChanged();
    void selectionChanged();
    void starsChanged();
    void exportRequested(); ///< of the rows as they are listed

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fitPrompt();
    void searchNow();
    void selectItems();
    void sortItems(); ///< the same items in another order
    void fillSubsets();
    void showStars();
    void fillPlaces();
    void nameThePlace();
    void nameTheSearch();
    bool isRestricted() const; ///< to some of the rows, whatever is searched

    std::shared_ptr<inspection::InspectionColumns> m_columns; ///< the page's, whose alpha moves at once
    std::shared_ptr<inspection::InspectionColumns> m_listed; ///< the table's, a moment later
    std::shared_ptr<inspection::InspectionColumns> m_spare; ///< the background's, to be listed when it has followed
    bool m_following = false;
    bool m_alphaMoved = false; ///< since the background began
    inspection::ItemOrder m_order;
    std::vector<bool> m_matches;
    std::vector<bool> m_chosen;
    std::vector<bool> m_starred;
    inspection::Stars m_stars;
    LatestRequest m_matching; ///< rows with the text that is searched
    QTimer m_searchDelay;
    QLineEdit* m_search = nullptr;
    QComboBox* m_subset = nullptr;
    QComboBox* m_place = nullptr;
    QToolButton* m_starredOnly = nullptr;
    NoticeRow* m_chosenRow = nullptr;
    QTableView* m_table = nullptr;
    QLabel* m_nothing = nullptr; ///< in place of the table without rows
    InspectionModel* m_model = nullptr;
};

} // namespace dpl::ui
